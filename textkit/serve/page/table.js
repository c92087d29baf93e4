// A table of texts, sent in small parts, and given back with its predictions.

import { askPatiently } from "/page/api.js";
import { delimiterOf, parse, write } from "/page/csv.js";

const TEXT_NAMES = ["text", "sentence", "headline", "title", "review", "comment", "tweet", "content", "message", "body"];
const PART = 64;

// The header, the rows and the likeliest column of texts. Throws an Error that says what is wrong with the file.
export async function read(file) {
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(await file.arrayBuffer());
  } catch {
    throw new Error(`${file.name} is not UTF-8: save it as “CSV UTF-8”`);
  }
  const delimiter = delimiterOf(text);
  const [header, ...rows] = parse(text, delimiter);
  if (header === undefined || rows.length === 0) throw new Error(`${file.name} has no rows below its header`);
  const ragged = rows.findIndex((row) => row.length !== header.length);
  if (ragged >= 0) {
    throw new Error(`row ${ragged + 1} has ${rows[ragged].length} fields, and the header has ${header.length}`);
  }
  return { name: file.name, header, rows, delimiter, column: likeliest(header, rows) };
}

function likeliest(header, rows) {
  const lower = header.map((name) => name.trim().toLowerCase());
  const named = TEXT_NAMES.map((name) => lower.indexOf(name)).find((column) => column >= 0);
  if (named !== undefined) return named;
  const lengths = header.map((_, column) => rows.slice(0, 50).reduce((sum, row) => sum + row[column].length, 0));
  return lengths.indexOf(Math.max(...lengths));
}

// The whole table with its predictions, as a string; `progress` hears of the rows done so far.
export async function predict(table, column, model, limits, progress, signal) {
  const records = [];
  while (records.length < table.rows.length) {
    const texts = part(table.rows, records.length, column, limits);
    const answer = await askPatiently("/predict", { texts, model }, signal);
    records.push(...answer.predictions);
    progress(records.length);
  }
  const columns = Object.keys(records[0]).filter((key) => key !== "text" && !(key === "scores" && "label" in records[0]));
  const taken = new Set(columns);
  const header = [...table.header.map((name) => (taken.has(name) ? `input_${name}` : name)), ...columns];
  const rows = table.rows.map((row, number) => [...row, ...columns.map((key) => cell(records[number], key))]);
  return write([header, ...rows], table.delimiter);
}

// As many texts as the server takes at a time: there is always one, and if it is too long the server says so.
function part(rows, start, column, limits) {
  const texts = [];
  let characters = 0;
  const most = Math.min(PART, limits.max_texts);
  const room = Math.min(limits.max_chars, limits.max_body / 6) / 2; // a character is at most six bytes of JSON
  for (let row = start; row < rows.length && texts.length < most; row += 1) {
    characters += rows[row][column].length;
    if (texts.length && characters > room) break;
    texts.push(rows[row][column]);
  }
  return texts;
}

function cell(record, key) {
  const value = record[key];
  if (value === null) return "";
  if (key === "labels") return value.join(", ");
  if (key === "scores") return record.labels.map((label) => value[label]).join(", ");
  return typeof value === "string" ? value : JSON.stringify(value);
}
