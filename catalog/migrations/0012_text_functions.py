"""SQL functions for text: how it is compared, its words for full-text search, its numbers.

The steps of catalog/language/normalise.py, so that a query and a product have the same words.
Built-ins only, and nothing that depends on the locale of the database. Functions that call others
are parsed when they are created: pg_restore, which has no search path, can run them.
"""

from django.db import migrations

FRACTION = r"([\u00bc-\u00be\u2150-\u215f\u2189])"
TRADE_MARK = r"[\u00a9\u00ae\u2117\u2120\u2122\u24b8\u24c7\U0001f12d-\U0001f12f]"
DROPPED = (
    r"[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1-\u05c2\u05c4-\u05c5\u05c7"
    r"\u0600-\u0605\u0610-\u061a\u061c\u0640\u064b-\u065f\u0670\u06d6-\u06dd\u06df-\u06e4"
    r"\u06e7-\u06e8\u06ea-\u06ed\u070f\u0890\u0891\u08e2\u180b-\u180f\u1ab0-\u1aff\u1dc0-\u1dff"
    r"\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\u20d0-\u20ff\ufe00-\ufe0f\ufe20-\ufe2f\ufeff"
    r"\ufff9-\ufffb\U000e0001-\U000e007f\U000e0100-\U000e01ef]"
)
# Without the hyphen, which Postgres' parser knows.
SYMBOLS = (
    r"[\u0001-\u002c\u002e\u002f\u003a-\u0040\u005b-\u0060\u007b-\u007f"
    r"\u0080-\u00bf\u00d7\u00f7\u02b9-\u02c5\u02d2-\u02eb\u02ed\u02ef-\u02ff\u0375\u03f6\u0482"
    r"\u055a-\u055f\u0589-\u058a\u058d-\u058f\u05be\u05c0\u05c3\u05c6\u05f3-\u05f4"
    r"\u0606-\u060f\u061b-\u061f\u066a-\u066d\u06d4\u06de\u06e9\u06fd-\u06fe\u0700-\u070d"
    r"\u07f6-\u07f9\u07fe-\u07ff\u0830-\u083e\u085e\u0888\u0964-\u0965\u0970\u09f2-\u09f3"
    r"\u09fa-\u09fb\u09fd\u0a76\u0af0-\u0af1\u0b70\u0bf3-\u0bfa\u0c77\u0c7f\u0c84\u0d4f\u0d79"
    r"\u0df4\u0e3f\u0e4f\u0e5a-\u0e5b\u0f01-\u0f17\u0f1a-\u0f1f\u0f34\u0f36\u0f38\u0f3a-\u0f3d"
    r"\u0f85\u0fbe-\u0fc5\u0fc7-\u0fcc\u0fce-\u0fda\u104a-\u104f\u109e-\u109f\u10fb"
    r"\u1360-\u1368\u1390-\u1399\u1400\u166d-\u166e\u1680\u169b-\u169c\u16eb-\u16ed"
    r"\u1735-\u1736\u17d4-\u17d6\u17d8-\u17db\u1800-\u180a\u1940\u1944-\u1945\u19de-\u19ff"
    r"\u1a1e-\u1a1f\u1aa0-\u1aa6\u1aa8-\u1aad\u1b5a-\u1b6a\u1b74-\u1b7e\u1bfc-\u1bff"
    r"\u1c3b-\u1c3f\u1c7e-\u1c7f\u1cc0-\u1cc7\u1cd3\u2010-\u20c0\u2104-\u212e\u213a-\u214d"
    r"\u214f\u218a-\u244a\u2500-\u2775\u2794-\u2bff\u2ce5-\u2cea\u2cf9-\u2cfc\u2cfe-\u2cff"
    r"\u2d70\u2e00-\u2e2e\u2e30-\u2e5d\u2e80-\u2e99\u2e9b-\u2ef2\u2ff0-\u2ffb\u3001-\u3004"
    r"\u3008-\u3020\u3030\u3037\u303d-\u303f\u30a0\u30fb\u3190-\u3191\u31c0-\u31e3\u327f"
    r"\u4dc0-\u4dff\ua490-\ua4c6\ua4fe-\ua4ff\ua60d-\ua60f\ua673\ua67e\ua6f2-\ua6f7"
    r"\ua700-\ua716\ua720-\ua721\ua789-\ua78a\ua828-\ua82b\ua836-\ua839\ua874-\ua877"
    r"\ua8ce-\ua8cf\ua8f8-\ua8fa\ua8fc\ua92e-\ua92f\ua95f\ua9c1-\ua9cd\ua9de-\ua9df"
    r"\uaa5c-\uaa5f\uaa77-\uaa79\uaade-\uaadf\uaaf0-\uaaf1\uab5b\uab6a-\uab6b\uabeb"
    r"\ue000-\uf8ff\ufbb2-\ufbc2\ufd3e-\ufd4f\ufdcf\ufdfd-\ufdff\ufe45-\ufe46\ufffc-\ufffd"
    r"\U0001d000-\U0001d0f5\U0001d100-\U0001d126\U0001d129-\U0001d15d\U0001f000-\U0001f0f5"
    r"\U0001f10d-\U0001fb92\U0001fb94-\U0001fbca"
    r"]+"
)
DASHES = r"[\u058a\u05be\u2010-\u2015\u2043\u2212]"
LETTERS = "øłđðħŧŋıĸȷς٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹०१२३४५६७८९০১২৩৪৫৬৭৮৯๐๑๒๓๔๕๖๗๘๙"
PLAIN_LETTERS = "olddhtnikjσ" + "0123456789" * 5

# Lower case by Unicode, in a database of any locale: from Postgres 17 on; before that by ICU.
LOWER_CASE = """
SELECT collname FROM pg_collation WHERE collname IN ('pg_c_utf8', 'und-x-icu')
ORDER BY collname LIMIT 1
"""

# Letters, digits, marks, spaces and hyphens of a text.
PLAIN = rf"""
CREATE FUNCTION catalog_plain(typed text) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    plain text := typed COLLATE "C";
BEGIN
    IF octet_length(plain) = length(plain) THEN
        RETURN regexp_replace(lower(plain COLLATE "C"), '{SYMBOLS}' COLLATE "C", ' ', 'g');
    END IF;
    plain := regexp_replace(plain COLLATE "C", '{DASHES}', '-', 'g');
    plain := regexp_replace(plain COLLATE "C", '{TRADE_MARK}', ' ', 'g');
    plain := regexp_replace(plain COLLATE "C", '{FRACTION}', ' \1', 'g');
    plain := normalize(plain, NFKD);
    plain := replace(replace(plain, U&'\0438\0306', U&'\0439'), U&'\0418\0306', U&'\0419');
    plain := regexp_replace(plain COLLATE "C", '{DROPPED}', '', 'g');
    plain := translate(lower(plain COLLATE "@lower_case@"), '{LETTERS}', '{PLAIN_LETTERS}');
    plain := replace(replace(plain, 'ß', 'ss'), 'þ', 'th');
    plain := replace(replace(plain, 'æ', 'ae'), 'œ', 'oe');
    plain := regexp_replace(plain COLLATE "C", '{SYMBOLS}', ' ', 'g');
    RETURN normalize(plain, NFC);
END $$
"""

# fold() in Python.
FOLD = r"""
CREATE FUNCTION catalog_fold(typed text) RETURNS text IMMUTABLE STRICT PARALLEL SAFE
RETURN regexp_replace(
    btrim(regexp_replace(catalog_plain(typed), '[ -]+', ' ', 'g')),
    '([0-9]) ?x ?(?=[0-9])', '\1 ', 'g')
"""

# A title or brand to find by all its words. Within what a B-tree can hold: "ﷺ" becomes 18 letters.
PHRASE_KEY = """
CREATE FUNCTION catalog_phrase_key(typed text) RETURNS text IMMUTABLE STRICT PARALLEL SAFE
RETURN left(catalog_fold(typed), 300)
"""

# identifier_keys() in Python, of three numbers.
IDENTIFIER_KEYS = r"""
CREATE FUNCTION catalog_isbn_13(letters text) RETURNS text IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE
    WHEN letters !~ '^[0-9]{9}[0-9x]$' THEN NULL
    WHEN (SELECT sum((11 - place) * CASE substr(letters, place, 1)
                                    WHEN 'x' THEN 10 ELSE substr(letters, place, 1)::int END)
          FROM generate_series(1, 10) place) % 11 > 0 THEN NULL
    ELSE '978' || left(letters, 9)
         || (SELECT (1000 - sum((CASE WHEN place % 2 = 0 THEN 3 ELSE 1 END)
                                * substr('978' || letters, place, 1)::int)) % 10
             FROM generate_series(1, 12) place)
END;

CREATE FUNCTION catalog_identifier_keys(one text, two text, three text) RETURNS text[]
IMMUTABLE STRICT PARALLEL SAFE
RETURN ARRAY(
    SELECT DISTINCT key
    FROM (VALUES (one), (two), (three)) numbers (typed),
         LATERAL (SELECT regexp_replace(catalog_plain(typed), '[ -]', '', 'g') AS letters) plain,
         LATERAL (VALUES (regexp_replace(letters, '^0+(?=.)', '')), (catalog_isbn_13(letters)))
             keys (key)
    WHERE key <> '' ORDER BY key)
"""

# Scripts without spaces between words: Thai, Lao, Burmese, Khmer, Chinese and Japanese. Their words
# are found by overlapping pairs of letters; a document also has each letter alone.
LETTER = (
    r"(?:[\u0e01-\u0e30\u0e32\u0e33\u0e40-\u0e46\u0e81-\u0eb0\u0eb2\u0eb3\u0ebd-\u0ec6\u0edc-\u0edf"
    r"\u1000-\u102a\u103f\u1050-\u1055\u1780-\u17b3\u3005-\u3007\u3041-\u3096\u309d-\u309f"
    r"\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff]"
    r"[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd\u102b-\u103e\u17b4-\u17d3"
    r"\u3099\u309a]*)"
)
NOT_LETTERS = LETTER.replace("(?:[", "[^").replace("][", "").replace("]*)", "]+")

# Postgres' stop words have accents, which are gone by then. Those that are stop words without them
# too need no mention, and those that nobody writes in a title have none.
STOP_WORDS = {
    "danish": "nar|ogsa|pa|vaere",
    "finnish": "myos|nama|taman|tama",
    "french": "a|ete|meme",
    "german": "dass|fur|konnen|uber|wahrend",
    "hungarian": "altal|elott|es|kozott|mas|nelkul|utan",
    "italian": "perche|piu",
    "norwegian": "a|bade|nar|ogsa|pa|sa|vaere",
    "portuguese": "ate|ja|nao|sao|so|tambem",
    "spanish": "mas|si|tambien",
    "swedish": "an|ar|at|for|fran|nar|over|pa|sa",
    "turkish": "cok|hic|icin",
}
WITHOUT_STOP_WORDS = "\n".join(
    f"        WHEN '{language}' THEN '(?<![^ ])({words})(?![^ ])'"
    for language, words in STOP_WORDS.items()
)

# The words of a text as Postgres' parser should see them: a hyphen is left between letters only.
WORDS = rf"""
CREATE FUNCTION catalog_parted(language text, plain text, is_document boolean) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    words text := regexp_replace(plain COLLATE "C", '-+(?=[0-9 -]|$)', ' ', 'g');
    letters text;
    stop_words text := CASE language
{WITHOUT_STOP_WORDS}
    END;
BEGIN
    words := regexp_replace(words COLLATE "C", '(^|[0-9 ])-+', '\1 ', 'g');
    words := regexp_replace(words COLLATE "C", '([0-9]) *x *(?=[0-9])', '\1 ', 'g');
    IF stop_words IS NOT NULL THEN
        words := regexp_replace(words COLLATE "C", stop_words, ' ', 'g');
    END IF;
    IF words COLLATE "C" !~ '{LETTER}' THEN
        RETURN words;
    END IF;
    letters := regexp_replace(words COLLATE "C", '{NOT_LETTERS}', ' ', 'g');
    RETURN concat_ws(' ',
        regexp_replace(words COLLATE "C", '({LETTER}{{2}})', ' \1 ', 'g'),
        regexp_replace(
            regexp_replace(letters COLLATE "C", '(^| ){LETTER}', ' ', 'g'),
            '({LETTER}{{2}})', ' \1 ', 'g'),
        CASE WHEN is_document THEN regexp_replace(letters, '({LETTER})', ' \1 ', 'g') END);
END $$;

CREATE FUNCTION catalog_words(language text, typed text, is_document boolean) RETURNS text
IMMUTABLE STRICT PARALLEL SAFE
RETURN catalog_parted(language, catalog_plain(typed), is_document)
"""

# No column holds a regconfig, which would keep pg_upgrade from working.
LANGUAGES = """
arabic armenian basque catalan danish dutch english finnish french german greek hindi hungarian
indonesian irish italian lithuanian nepali norwegian portuguese romanian russian serbian spanish
swedish tamil turkish yiddish
""".split()
CASES = "\n".join(f"WHEN '{name}' THEN 'pg_catalog.{name}'::regconfig" for name in LANGUAGES)
CONFIG = f"""
CREATE FUNCTION catalog_text_config(language text) RETURNS regconfig IMMUTABLE PARALLEL SAFE
RETURN CASE language
{CASES}
ELSE 'pg_catalog.simple'::regconfig END
"""

# Weights: see SearchDocumentWeight in catalog/models/product.py.
SEARCH_DOCUMENT = """
CREATE FUNCTION catalog_strings(document jsonb) RETURNS text IMMUTABLE STRICT PARALLEL SAFE
RETURN (SELECT coalesce(string_agg(value #>> '{}', ' '), '')
        FROM jsonb_path_query(document, 'strict $.** ? (@.type() == "string")') value);

CREATE FUNCTION catalog_lexemes(language text, typed text) RETURNS tsvector
IMMUTABLE PARALLEL SAFE
RETURN to_tsvector(catalog_text_config(language), catalog_words(language, typed, true));

CREATE FUNCTION catalog_search_document(
    language text, title text, brand text, external_id text, gtin text, mpn text,
    attributes jsonb, tags jsonb, description text
) RETURNS tsvector IMMUTABLE PARALLEL SAFE
RETURN setweight(catalog_lexemes(language, title || ' ' || brand || ' ' || external_id || ' ' || gtin || ' ' || mpn), 'A')
    || catalog_lexemes(language, catalog_strings(attributes))
    || catalog_lexemes(language, catalog_strings(tags))
    || setweight(catalog_lexemes(language, description), 'C')
"""

DROP_FUNCTIONS = """
DROP FUNCTION catalog_search_document;
DROP FUNCTION catalog_lexemes;
DROP FUNCTION catalog_strings;
DROP FUNCTION catalog_text_config;
DROP FUNCTION catalog_words;
DROP FUNCTION catalog_parted;
DROP FUNCTION catalog_identifier_keys;
DROP FUNCTION catalog_isbn_13;
DROP FUNCTION catalog_phrase_key;
DROP FUNCTION catalog_fold;
DROP FUNCTION catalog_plain;
"""


def create_functions(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(LOWER_CASE)
        (collation,) = cursor.fetchone() or ("default",)
        cursor.execute(PLAIN.replace("@lower_case@", collation))
        for functions in (FOLD, PHRASE_KEY, IDENTIFIER_KEYS, WORDS, CONFIG, SEARCH_DOCUMENT):
            cursor.execute(functions)


def drop_functions(apps, schema_editor):
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(DROP_FUNCTIONS)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0011_query_photo_vectors")]

    operations = [migrations.RunPython(create_functions, drop_functions)]
