// CSV as RFC 4180 has it: fields in quotes may hold delimiters, line ends and doubled quotes.

const DELIMITERS = [",", "\t", ";", "|"];

// The delimiter that the first line has most of, outside of quotes.
export function delimiterOf(text) {
  const counts = new Map(DELIMITERS.map((each) => [each, 0]));
  let quoted = false;
  for (const char of text) {
    if (char === '"') quoted = !quoted;
    else if (!quoted && (char === "\n" || char === "\r")) break;
    else if (!quoted && counts.has(char)) counts.set(char, counts.get(char) + 1);
  }
  return DELIMITERS.reduce((best, each) => (counts.get(each) > counts.get(best) ? each : best));
}

// Rows of fields; blank lines are none. Throws an Error that names the line of a quote that never ends.
export function parse(text, delimiter) {
  const rows = [];
  let row = [], at = 0, line = 1;
  const end = () => {
    if (row.length > 1 || row[0] !== "") rows.push(row);
    row = [];
  };
  while (at <= text.length) {
    const [field, next] = text[at] === '"' ? quotedField(text, at, line, delimiter) : plainField(text, at, delimiter);
    line += countLines(field);
    row.push(field);
    at = next + 1;
    if (text[next] === delimiter) continue;
    end();
    if (text[next] === "\r" && text[at] === "\n") at += 1;
    line += 1;
    if (at >= text.length) break;
  }
  return rows;
}

function plainField(text, at, delimiter) {
  let end = at;
  while (end < text.length && text[end] !== delimiter && text[end] !== "\n" && text[end] !== "\r") end += 1;
  return [text.slice(at, end), end];
}

function quotedField(text, at, line, delimiter) {
  let field = "", start = at + 1;
  for (;;) {
    const end = text.indexOf('"', start);
    if (end < 0) throw new Error(`line ${line}: a quote is opened and never closed`);
    field += text.slice(start, end);
    if (text[end + 1] !== '"') {
      const [rest, next] = plainField(text, end + 1, delimiter);
      return [field + rest, next];
    }
    field += '"';
    start = end + 2;
  }
}

function countLines(field) {
  let count = 0;
  for (let at = field.indexOf("\n"); at >= 0; at = field.indexOf("\n", at + 1)) count += 1;
  return count;
}

export function write(rows, delimiter) {
  const special = new RegExp(`["\r\n${delimiter}]`);
  const cell = (value) => (special.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  return rows.map((row) => row.map(cell).join(delimiter) + "\n").join("");
}
