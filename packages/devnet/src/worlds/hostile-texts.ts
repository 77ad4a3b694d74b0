/** Erases the screen and what has scrolled off it. */
export const ERASE = "\u001B[2J\u001B[H\u001B[3J";

/**
 * Texts that do harm where they are printed raw, by what they do. None is longer than 60 bytes of UTF-8, and each has a
 * character that no name of the Hub may have.
 */
export const HOSTILE_TEXTS: Readonly<Record<string, string>> = {
  nul: "a\u0000b",
  newline: "a\nuid 0 owner/fake: downloaded",
  "carriage return": "a\rerror: all is lost",
  tab: "a\tb",
  backspace: "abc\b\b\bxyz",
  bell: "\u0007",
  delete: "a\u007Fb",
  "ansi colour": "\u001B[31;5mred\u001B[0m",
  "ansi erase": ERASE,
  "ansi insert": "\u001B[1;1H\u001B[4h",
  "osc title": "\u001B]0;pwned\u0007",
  "osc hyperlink": "\u001B]8;;http://evil.example\u001B\\click\u001B]8;;\u001B\\",
  "osc clipboard": "\u001B]52;c;cm0gLXJmIC8K\u0007",
  "device control": "\u001BP+q544e\u001B\\",
  "8-bit control sequence": "\u009B2J\u009B31mred",
  "8-bit operating system command": "\u009D0;pwned\u009C",
  "8-bit next line": "a\u0085b",
  "bidi override": "user/\u202Egnp.exe",
  "bidi isolate": "\u2066\u2067\u2068abc\u2069",
  "bidi marks": "a\u200E\u200F\u061Cb",
  "line separator": "a\u2028b",
  "paragraph separator": "a\u2029b",
  "zero width": "a\u200B\u200C\u200D\u2060\uFEFFb",
  "tag characters": "a\u{E0041}\u{E0042}\u{E007F}b",
  "private use": "\uE000\u{F0000}",
  "soft hyphen": "pass\u00ADword",
  "stacked marks": `e${"\u0301".repeat(20)}`,
  noncharacter: "\uFFFE\uFFFF",
};

/** What a spreadsheet takes for a formula at the beginning of a cell (OWASP, "CSV Injection"). */
export const FORMULAS: readonly string[] = [
  "=cmd|'/C calc'!A0",
  "+1+cmd|'/C calc'!A0",
  "-1+1",
  "@SUM(1,1)",
  "\t=1+1",
  "\r=1+1",
  "\n=1+1",
  '=HYPERLINK("http://evil.example","x")',
  " =1+1",
  "\uFF1D1+1",
  '",=1+1,"',
];

/** Competition ids that the commitment grammar allows: one to twelve printable ASCII characters. */
export const COMPETITION_IDS: readonly string[] = [
  "..",
  "../../../x",
  "/etc/passwd",
  "a\\..\\b",
  "CON",
  "con",
  "aux.jsonl",
  "NUL",
  "COM1.txt",
  "dot.",
  "~",
  "-rf",
  "--force",
  "$(id)",
  "`id`",
  "'; --",
  '"',
  "<b>|`x`",
  "](x)![](y",
  "%2e%2e%2f",
  "*?[a-z]",
  "=1+1",
  "@SUM(1)",
  "+1",
  "-1",
  "__proto__",
  "constructor",
  "{{x}}",
  "#",
  "a b",
];
