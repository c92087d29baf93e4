// The server, as the page asks it: with the token where one is needed, and with errors that can be read.

const KEY = "textkit-token";
const dialog = document.getElementById("ask");

export class Failure extends Error {
  constructor(status, fault, retryAfter) {
    super(fault.hint ? `${fault.message} — ${fault.hint}` : fault.message);
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

let asking = null;
dialog.addEventListener("cancel", (event) => event.preventDefault()); // without a token there is nothing to go on with

export async function ask(path, body, signal) {
  for (;;) {
    const response = await send(path, body, signal);
    if (response.status === 401) {
      await newToken();
      continue;
    }
    const content = await response.json().catch(() => null);
    if (response.ok && content !== null) return content;
    const fault = content?.error ?? { message: `the server answered with status ${response.status}` };
    throw new Failure(response.status, fault, Number(response.headers.get("Retry-After") ?? 1));
  }
}

async function send(path, body, signal) {
  const headers = {};
  const token = sessionStorage.getItem(KEY);
  if (token !== null) headers.Authorization = `Bearer ${token}`;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const options = { method: body === undefined ? "GET" : "POST", headers, body: body && JSON.stringify(body), signal };
  try {
    return await fetch(path, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Failure(0, { message: "the server cannot be reached", hint: "is it still running?" }, 1);
  }
}

export function hasToken() {
  return sessionStorage.getItem(KEY) !== null;
}

// One dialog, however many requests were refused.
function newToken() {
  asking ??= new Promise((resolve) => {
    document.getElementById("ask-fault").hidden = !hasToken();
    document.getElementById("token").value = "";
    dialog.addEventListener("close", () => {
      sessionStorage.setItem(KEY, document.getElementById("token").value);
      asking = null;
      resolve();
    }, { once: true });
    dialog.showModal();
  });
  return asking;
}

// Ask again where the server says that it has too much to do, or not yet enough.
export async function askPatiently(path, body, signal) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await ask(path, body, signal);
    } catch (error) {
      const busy = error instanceof Failure && (error.status === 429 || error.status === 503);
      if (!busy || tries === 20) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1000 * error.retryAfter));
      signal?.throwIfAborted();
    }
  }
}
