"""Evaluation of search quality: judged queries, measures, and a comparison of fusion rules."""
