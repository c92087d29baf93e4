"""Mojibake is undone, and what people write is left alone."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from textkit.doctor.mojibake import mended, misread_word

REAL = {
    "English": "“It’s a naïve idea,” she said – £5 at the café… 20 °C, ±3 µm, 10 m², ½ × ¾, © 2020 NESTLÉ®, Brontë’s.",
    "French": "« À Noël, l’œuvre d’été coûte 50 € ; où êtes-vous\xa0? » ÉTÉ…, « café\xa0», «\xa0été\xa0» à\xa0…",
    "German": "„Spaß“ – Äpfel, Öl und Übermut; STRAßE, MÜNCHEN–KÖLN, ‚groß‘, MENÜ…, GRÜßE!, Fußgängerübergänge, 5 × 3.",
    "Spanish": "¿Qué pasó? ¡El niño comió piña! ESPAÑA…, AÑO, “NIÑO”, SÓ… y más — Ñandú, él y tú; 3.º, 1.ª, CAFÉ¡",
    "Portuguese": "AMANHÃ… A IRMÃ” NÃO veio: ALEMÃ – MAÇÃ® e às 8h; coração, S Ã O, “ROMÔ, VOCÊ…, QUEM É¿",
    "Swedish": "Å, Ä och Ö: ”Å” är en å… SELKÄ\xa0EDELLÄ\xa0MAAHAN; 10 Å², 1.5 Å±0.1, 50 mÅ–60 mÅ, Ångström",
    "Polish": "Zażółć gęślą jaźń – ŁÓDŹ… „Ósma” rano, ŚWIĘTO… Ćma",
    "Turkish": "İstanbul’da ışık, ÇAĞRI…, şeker – Îmar, KÂĞIT",
    "Vietnamese": "Tiếng Việt rất đẹp… ĐÃ “CHÀO” – ÂN, TUẤN",
    "Icelandic": "Ísland, það er Þór… ÞAÐ “ER” ÐÆÐ – hæð",
    "Russian": "«Привет», — сказал он. Её ёлка… № 5 – съёмка",
    "Greek": "Η ¨ανατροφή¨ δυστυχώς… «Ελλάδα» – Ώρα",
    "Chinese": "北京是中国的首都。“你好”——他说……《论语》",
    "Japanese": "日本語の「テキスト」です。カタカナ、ひらがな…",
    "Korean": "안녕하세요. “한국어” 텍스트입니다…",
    "Arabic": "مرحبا بالعالم، كيف الحال؟ «نص»",
    "Hebrew": "שלום עולם – ״טקסט״… ב־2020",
    "Hindi": "नमस्ते दुनिया। यह हिन्दी है…",
    "Thai": "สวัสดีชาวโลก “ข้อความ”…",
    "emoji": "Well done 👏🏽👨‍👩‍👧 ❤️ ☺ ✓ ★ ♥ 😀!",
    "physics": "the operator Â and ⟨Â²⟩, Â…, 5×£35, 4288×…, 2×½, Å–1, π ≈ 3.14, α-helix, ΔH, 300 Å®",
    "faces": "(`¬´) ( o¬ô ) lá´´ ``pra´´ frataraká§ 141, ∆°, Õ…, Ôôô",
}
"""What people write, with the typography that looks most like mojibake."""


def misread(text: str, encoding: str) -> str:
    """The bytes of UTF-8, read in an encoding that has a character for each of them."""
    if encoding == "latin-1":
        return text.encode().decode("latin-1")
    known = {byte: bytes([byte]).decode("cp1252", "replace") for byte in range(256)}
    return "".join(chr(byte) if known[byte] == "\ufffd" else known[byte] for byte in text.encode())


@pytest.mark.parametrize("language", REAL)
def test_what_people_write_is_left_alone(language: str) -> None:
    assert mended(REAL[language]) is None
    for part in REAL[language].split(" "):
        assert mended(part) is None, part


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
@pytest.mark.parametrize("language", REAL)
def test_what_was_misread_is_read_back(language: str, encoding: str) -> None:
    broken = misread(REAL[language], encoding)
    assert mended(broken) == REAL[language]
    assert mended(misread(broken, encoding)) == REAL[language]


@pytest.mark.parametrize(
    ("broken", "whole"),
    [
        ("cafÃ©", "café"),
        ("donâ€™t", "don’t"),
        ("doesnÃƒÂ¢Ã¢â€šÂ¬Ã¢â€žÂ¢t", "doesn’t"),
        ("ZURÃœCK", "ZURÜCK"),
        ("SCHÃ–N", "SCHÖN"),
        ("DOS AÃ‘OS", "DOS AÑOS"),
        ("Ã–sterreich", "Österreich"),
        ("RÄ«ga", "Rīga"),
        ("Ä°stanbul", "İstanbul"),
        ("Å“uvre", "œuvre"),
        ("cÅ“ur", "cœur"),
        ("Î±-helix", "α-helix"),
        ("10 mÂ²", "10 m²"),
        ("Â£5", "£5"),
        ("Ã\xa0 la carte", "à la carte"),
        ("ðŸ˜€", "😀"),
        ("Viá»‡t", "Việt"),
        ("ä¸\xadæ–‡", "中文"),
        ("ï»¿text", "text"),
        ("lost: ï¿½", "lost: \ufffd"),
        ("haven\x92t \x93seen\x94", "haven’t “seen”"),
        ("parlé\x85 Tu sais", "parlé… Tu sais"),
        ("Itâ€™s 😀 cafÃ©", "It’s 😀 café"),
        ("DivisÃ£o e Classificação", "Divisão e Classificação"),
        ("Direzione, ok â\x80\x9csenza modifiche\x94", "Direzione, ok “senza modifiche”"),
    ],
)
def test_by_hand(broken: str, whole: str) -> None:
    assert mended(broken) == whole


@pytest.mark.parametrize("text", ["CAFÉ\x94", "FIÈ\x98IER", "x\x81y"])
def test_a_control_character_that_may_be_this_or_that_is_left_alone(text: str) -> None:
    assert mended(text) is None


@settings(deadline=None)
@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_is_never_touched(text: str) -> None:
    assert mended(text) is None


@settings(deadline=None)
@given(st.text(st.sampled_from("aZ é»â€™Ã©\xa0…Ð¿Ñ€ðŸ˜\x92\u0084中я")))
def test_what_was_mended_is_no_longer_than_before(text: str) -> None:
    result = mended(text)
    assert result is None or (result != text and len(result) <= len(text))


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["été", "niño", "Größe", "œuvre", "Łódź", "привет", "Ελλάδα", "“so”", "–"]), min_size=1)
)
def test_what_was_mended_is_well(words: list[str]) -> None:
    text = " ".join(words)
    result = mended(misread(text, "cp1252"))
    assert result in (None, text)
    assert result is None or mended(result) is None


def test_the_word_that_shows_it() -> None:
    assert misread_word("Un cafÃ©, s’il vous plaÃ®t") == "cafÃ©,"
    assert misread_word("jusqu'Ã\xa0 nos jours") == "jusqu'Ã\xa0"
