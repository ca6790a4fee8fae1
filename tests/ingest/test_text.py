"""HTML of feeds becomes plain text, whatever is left open."""

import pytest

from catalog.ingest.text import plain_text, split_overlong_words, without_markup


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("<b>Bold</b> mug", "Bold mug"),
        ("<p>Soft<br>cotton</p><p class='a'>Warm</p >", "\nSoft\ncotton\n\nWarm\n"),
        ("One<br/>two<BR />three<br\n>four", "One\ntwo\nthree\nfour"),
        ("I <3 you", "I <3 you"),
        ("Fits size < 10 and > 5, 3<5", "Fits size < 10 and > 5, 3<5"),
        ("<<<>>>", "<<<>>>"),
        ("x </", "x </"),
        ("Salt&amp;pepper &lt;b&gt;new&lt;/b&gt; &eacute;", "Salt&pepper new é"),
        ("&lt;p&gt;Escaped &amp;amp; twice&lt;/p&gt;", "\nEscaped & twice\n"),
        ("a<!-- x > y -->b<!-->c<!--->d", "abcd"),
        ("a<?php x ?>b<!doctype html>c</>d</ x>e", "abcde"),
        ("<a title='x>y' href=\"z>\">k</a>", "k"),
        ("<img alt=it's>k", "k"),
        ("<script>if (a < b) </scripts> alert()</SCRIPT x>k", "k"),
        ("<style media='>'>p { color: red }</style>k", "k"),
        ("Salt&notes &copy R&D AT&T &copy;x&not", "Salt&notes © R&D AT&T ©x¬"),
        ("<scripty>k</scripty>", "k"),
        ("k<script>never closed", "k"),
        ("k<!-- never closed", "k"),
        ("k<a title='never closed>x", "k"),
        ("k<a never closed", "k"),
    ],
)
def test_markup_is_removed_from_text(source: str, text: str) -> None:
    assert without_markup(source) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Care<ul><li>Wash<li>Dry</ul>Store flat", "Care\nWash\nDry\nStore flat"),
        ("<dl><dt>Width<dd>40 cm</dl>Oak", "Width\n40 cm\nOak"),
        ("Oak<h2>Care</h2>Wax<hr/>Oil<PRE>a b</PRE>c", "Oak\nCare\nWax\nOil\na b\nc"),
        ("A<section>B</section><figure>C<figcaption>D</figure>E", "A\nB\nC\nD\nE"),
        ("Sizes<select><option>S<option>M</select>only", "Sizes\nS\nM\nonly"),
        ("A<custom-card>B</custom-card><b>C</b><span>D</span>", "ABCD"),
    ],
)
def test_block_tags_part_words_and_other_tags_do_not(source: str, text: str) -> None:
    assert plain_text(source) == text


def test_cells_of_a_table_are_parted_by_a_space_and_rows_by_a_line_break() -> None:
    source = (
        "Sizes<table><caption>In cm</caption><thead><tr><th>Size</th><th>Width</th></tr></thead>"
        "<tbody><tr><td>S</td><td><b>4</b>0</td></tr><tr><td>M<td>45</table>Washable"
    )
    assert plain_text(source) == "Sizes\nIn cm\nSize Width\nS 40\nM 45\nWashable"


@pytest.mark.parametrize("digits", [20, 5_000])
def test_an_overlong_character_reference_becomes_the_replacement_character(digits: int) -> None:
    assert without_markup(f"a&#{'9' * digits};b") == "a\ufffdb"


def test_spaces_and_blank_lines_are_collapsed() -> None:
    source = " \n\n Warm \t and\xa0 blue \r\n \x0b\n\x01 For \u2028 tea \n "
    assert plain_text(source) == "Warm and blue\nFor tea"


def test_only_overlong_latin_words_are_split() -> None:
    chinese, address = "红" * 500, "https://adas.example/" + "a" * 150
    assert split_overlong_words(f"{chinese} {address}") == f"{chinese} {address}"
    assert split_overlong_words("a@1" * 100).split() == [("a@1" * 67)[:200], ("a@1" * 100)[200:]]
