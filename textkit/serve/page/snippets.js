// The request at hand, as it would be written in a shell and in Python.

export function curl(url, body, token) {
  const quoted = JSON.stringify(body).replaceAll("'", "'\\''");
  const lines = [`curl -s ${url}/predict`, "-H 'Content-Type: application/json'"];
  if (token) lines.push('-H "Authorization: Bearer $TEXTKIT_TOKEN"');
  return [...lines, `-d '${quoted}'`].join(" \\\n  ");
}

export function python(url, body, token) {
  return [
    "import json",
    ...(token ? ["import os"] : []),
    "from urllib.request import Request, urlopen",
    "",
    "asked = {",
    ...Object.entries(body).map(([key, value]) => `    ${JSON.stringify(key)}: ${literal(value)},`),
    "}",
    "headers = {",
    '    "Content-Type": "application/json",',
    ...(token ? ['    "Authorization": f"Bearer {os.environ[\'TEXTKIT_TOKEN\']}",'] : []),
    "}",
    `request = Request("${url}/predict", json.dumps(asked).encode(), headers)`,
    'print(json.load(urlopen(request))["predictions"])',
  ].join("\n");
}

// What JSON writes of a text, Python reads as the same text.
const literal = (value) => (value === true ? "True" : JSON.stringify(value));
