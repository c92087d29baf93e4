// The page: answers as you type, two models side by side, a table, and the code that does the same.

import { ask, askPatiently, Failure, hasToken } from "/page/api.js";
import { card } from "/page/show.js";
import { curl, python } from "/page/snippets.js";
import { predict, read } from "/page/table.js";

const PAUSE_MS = 180;
const EXAMPLE = "You Will Not Believe What Happened Next";
const find = (id) => document.getElementById(id);
const [text, model, beside, explain, answers, fault] =
  ["text", "model", "beside", "explain", "answers", "fault"].map(find);
let known = null, pause = 0, running = null, table = null, job = null;

function say(where, error) {
  where.textContent = error === null ? "" : error.message.charAt(0).toUpperCase() + error.message.slice(1);
  where.hidden = error === null;
}

// A question asked takes the place of the one before, whose answer nobody wants any more.
async function answer() {
  running?.abort();
  const mine = (running = new AbortController());
  showCode();
  if (text.value.trim() === "") {
    answers.replaceChildren();
    answers.setAttribute("aria-busy", "false");
    say(fault, null);
    return;
  }
  answers.setAttribute("aria-busy", "true");
  const names = [...new Set([model.value, beside.value || model.value])];
  try {
    const found = await Promise.all(names.map((name) => askPatiently("/predict", question(name), mine.signal)));
    if (mine !== running) return;
    answers.replaceChildren(...found.map((each) => card(each.model, each.predictions[0])));
    say(fault, null);
  } catch (error) {
    if (mine !== running || error.name === "AbortError") return;
    answers.replaceChildren();
    say(fault, error);
  }
  answers.setAttribute("aria-busy", "false");
}

function question(name) {
  const several = known.models.length > 1 ? { model: name } : {};
  return { texts: text.value, ...several, ...(explain.checked ? { explain: true } : {}) };
}

function showCode() {
  const asked = question(model.value);
  const body = { ...asked, texts: text.value || EXAMPLE };
  find("curl").textContent = curl(location.origin, body, hasToken());
  find("python").textContent = python(location.origin, body, hasToken());
}

async function choose(file) {
  job?.abort();
  find("job").hidden = false;
  find("job-name").textContent = file.name;
  for (const id of ["download", "cancel", "progress"]) find(id).hidden = true;
  find("job-state").textContent = "";
  say(find("job-fault"), null);
  try {
    table = await read(file);
  } catch (error) {
    table = null;
    say(find("job-fault"), error);
  }
  find("start").disabled = table === null;
  const names = table === null ? [] : table.header;
  find("column").replaceChildren(...names.map((name, column) => new Option(name || `column ${column + 1}`, column)));
  if (table === null) return;
  find("column").value = table.column;
  find("job-state").textContent = `${table.rows.length.toLocaleString()} rows`;
}

async function predictTable() {
  const mine = (job = new AbortController());
  const total = table.rows.length, bar = find("progress");
  working(true);
  say(find("job-fault"), null);
  bar.value = 0;
  const progress = (done) => {
    bar.value = done / total;
    find("job-state").textContent = `${done.toLocaleString()} of ${total.toLocaleString()} rows`;
  };
  try {
    const column = Number(find("column").value);
    const content = await predict(table, column, model.value, known.limits, progress, mine.signal);
    offer(content);
  } catch (error) {
    if (error.name === "AbortError") find("job-state").textContent = "Stopped";
    else say(find("job-fault"), error);
  }
  if (mine === job) working(false);
}

function working(busy) {
  find("start").hidden = busy;
  find("cancel").hidden = !busy;
  find("progress").hidden = !busy;
  if (busy) find("download").hidden = true;
}

function offer(content) {
  const link = find("download");
  URL.revokeObjectURL(link.href);
  link.href = URL.createObjectURL(new Blob([content], { type: "text/csv" }));
  link.download = table.name.replace(/(\.[^.]*)?$/, "-predicted$1");
  link.textContent = `Download ${link.download}`;
  link.hidden = false;
  link.focus();
}

async function copy(button) {
  await navigator.clipboard.writeText(find(button.dataset.of).textContent);
  find("copied").textContent = `Copied the ${button.dataset.of} command.`;
}

function listen() {
  text.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(answer, PAUSE_MS);
  });
  for (const each of [model, beside, explain]) each.addEventListener("change", answer);
  find("file").addEventListener("change", (event) => event.target.files[0] && choose(event.target.files[0]));
  find("start").addEventListener("click", predictTable);
  find("cancel").addEventListener("click", () => job.abort());
  for (const each of document.querySelectorAll(".copy")) each.addEventListener("click", () => copy(each));
  for (const kind of ["dragenter", "dragleave", "drop"]) {
    find("drop").addEventListener(kind, () => find("drop").classList.toggle("over", kind === "dragenter"));
  }
}

async function begin() {
  try {
    known = await ask("/models");
  } catch (error) {
    find("state").textContent = "Not connected";
    say(fault, error);
    return;
  }
  model.replaceChildren(...known.models.map((each) => new Option(each.name)));
  beside.replaceChildren(new Option("nothing", ""), ...known.models.map((each) => new Option(each.name)));
  find("links").hidden = hasToken(); // a link sends no token
  find("beside-control").hidden = known.models.length < 2;
  listen();
  showCode();
  await settle();
  if (text.value) answer();
}

// Until every model is loaded.
async function settle() {
  while (!known.models.every((each) => each.ready)) {
    find("state").textContent = "Loading …";
    await new Promise((resolve) => setTimeout(resolve, 300));
    known = await ask("/models").catch((error) => (error instanceof Failure ? known : Promise.reject(error)));
  }
  const count = known.models.length;
  find("state").textContent = count === 1 ? `${known.models[0].title}, ready` : `${count} models, ready`;
}

begin();
