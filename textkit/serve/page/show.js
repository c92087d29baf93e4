// Answers as elements. Whatever came from a text, a label or the server is set as text, never as markup.

const FEW = 6;
const TINTS = 6;
const FAINT = 0.05; // weights below it are shaded faintly, however large they are beside the others

export function element(name, className, content) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (content !== undefined) made.textContent = content;
  return made;
}

export const percent = (score) => `${(100 * score).toFixed(score > 0 && score < 0.001 ? 2 : 1)}%`;

// A card for one model's record.
export function card(model, record) {
  const made = element("article", "answer");
  made.append(element("p", "by", model));
  if ("tags" in record) made.append(...tagged(record));
  else if ("labels" in record) made.append(...labelled(record));
  else made.append(...classified(record));
  if (record.explanation) made.append(...[record.explanation].flat().slice(0, 3).map((each) => reason(record.text, each)));
  return made;
}

function classified(record) {
  const verdict = element("p", "verdict", record.label ?? "none is sure enough");
  return [verdict, ...bars(record.scores, new Set([record.label]))];
}

function labelled(record) {
  const verdict = element("p", "verdict", record.labels.join(", ") || "no label");
  return [verdict, ...bars(record.scores, new Set(record.labels))];
}

// The best few, and a button for the others.
function bars(scores, chosen) {
  const list = element("ul", "bars");
  const all = Object.entries(scores);
  const few = Math.max(FEW, chosen.size);
  list.append(...all.slice(0, few).map(([name, score]) => bar(name, score, chosen.has(name))));
  if (all.length <= few) return [list];
  const more = element("button", "link", `Show all ${all.length}`);
  more.type = "button";
  more.addEventListener("click", () => {
    list.append(...all.slice(few).map(([name, score]) => bar(name, score, chosen.has(name))));
    more.remove();
  });
  return [list, more];
}

function bar(name, score, chosen) {
  const item = element("li", chosen ? "chosen" : "");
  const track = element("div", "track"), fill = element("div", "fill");
  track.setAttribute("aria-hidden", "true");
  fill.style.width = `${100 * score}%`;
  track.append(fill);
  item.append(element("span", "name", name), element("span", "figure", percent(score)), track);
  return item;
}

function tagged(record) {
  const passage = element("p", "passage");
  const kinds = new Map();
  const tint = (kind) => {
    if (!kinds.has(kind)) kinds.set(kind, kinds.size % TINTS);
    return kinds.get(kind);
  };
  const entities = record.entities.length || !isPos(record) ? record.entities : words(record);
  let at = 0;
  const characters = Array.from(record.text); // offsets count characters, not UTF-16 units
  for (const entity of entities) {
    passage.append(characters.slice(at, entity.start).join(""));
    const mark = element("mark", `entity tint-${tint(entity.label)}`, entity.text);
    mark.append(element("span", "kind", entity.label));
    if (entity.score !== undefined) mark.title = `${entity.label}, ${percent(entity.score)}`;
    passage.append(mark);
    at = entity.end;
  }
  passage.append(characters.slice(at).join(""));
  if (entities.length) return [passage, ...entityList(record.entities)];
  return [element("p", "verdict", "no entity"), passage];
}

function entityList(entities) {
  if (!entities.length) return [];
  const list = element("ul", "bars");
  list.append(...entities.map((each) => bar(`${each.text} · ${each.label}`, each.score, true)));
  return [list];
}

const isPos = (record) => record.tags.some((tag) => tag !== "O" && !/^[BI]-/.test(tag));

// Each word with its tag, where tags make no entities.
function words(record) {
  const found = [];
  let at = 0;
  for (const [number, token] of record.tokens.entries()) {
    const start = record.text.indexOf(token, at);
    at = start + token.length;
    const before = Array.from(record.text.slice(0, start)).length;
    found.push({ start: before, end: before + Array.from(token).length, text: token, label: record.tags[number] });
  }
  return found;
}

// The words of a text, shaded by how much each speaks for the answer (the accent) or against it.
function reason(text, explanation) {
  const made = element("div", "reason");
  const about = explanation.start === null || explanation.start === undefined ? "" :
    ` (${Array.from(text).slice(explanation.start, explanation.end).join("")})`;
  made.append(element("h3", "", `What speaks for ${explanation.label}${about}`));
  const passage = element("p", "passage");
  const characters = Array.from(text);
  const most = Math.max(...explanation.words.map((word) => Math.abs(word.weight)), FAINT);
  let at = 0;
  for (const word of explanation.words) {
    passage.append(characters.slice(at, word.start).join(""));
    const shade = element("span", "word", word.text);
    const strength = Math.abs(word.weight) / most;
    shade.style.backgroundColor = `rgb(var(--${word.weight >= 0 ? "for" : "against"}) / ${(0.55 * strength).toFixed(2)})`;
    shade.title = word.weight.toFixed(4);
    passage.append(shade);
    at = word.end;
  }
  passage.append(characters.slice(at).join(""));
  made.append(passage);
  const strongest = [...explanation.words].sort((a, b) => b.weight - a.weight).filter((word) => word.weight > 0).slice(0, 3);
  if (strongest.length) {
    const said = strongest.map((word) => `${word.text} (${word.weight.toPrecision(2)})`).join(", ");
    made.append(element("p", "quiet", `Most: ${said}. The number is how far its probability falls without the word.`));
  }
  return made;
}
