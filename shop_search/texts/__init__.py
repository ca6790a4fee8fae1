"""The texts of the pages for shoppers: found in the sources, translated in `locale/`."""
