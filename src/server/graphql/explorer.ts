/** A small explorer that loads nothing from anywhere else; keys stay in the page. */

export const EXPLORER_PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Bordero explorer</title>
<link rel="stylesheet" href="/explorer.css">
<script type="module" src="/explorer.js"></script>
</head>
<body>
<header>
<h1>Bordero explorer</h1>
<label>API key <input id="key" type="password" autocomplete="off" spellcheck="false"></label>
<button id="run" type="button">Run (Ctrl+Enter)</button>
</header>
<main>
<section>
<label for="query">Query</label>
<textarea id="query" spellcheck="false">{
  viewer { member { slug name } client scopes }
  consignments(first: 5) {
    nodes { id references { type value } status { kind since } }
  }
}</textarea>
<label for="variables">Variables (JSON)</label>
<textarea id="variables" spellcheck="false">{}</textarea>
</section>
<section>
<label for="answer">Answer</label>
<pre id="answer" tabindex="0" aria-live="polite"></pre>
<label for="filter">Schema</label>
<input id="filter" type="search" placeholder="Type or field">
<pre id="schema" tabindex="0"></pre>
</section>
</main>
</body>
</html>
`;

const STYLE = `body{font:16px/1.4 system-ui,sans-serif;margin:0;color:#1a1a1a;background:#fff}
header{display:flex;flex-wrap:wrap;gap:1rem;align-items:center;padding:.75rem 1rem;border-bottom:1px solid #ccc}
h1{font-size:1.1rem;margin:0}main{display:grid;grid-template-columns:1fr 1fr;gap:1rem;padding:1rem}
section{display:flex;flex-direction:column;gap:.25rem;min-width:0}
textarea,pre{font:14px/1.45 ui-monospace,monospace;border:1px solid #bbb;padding:.5rem;margin:0;overflow:auto}
#query{height:45vh}#variables{height:12vh}#answer{height:45vh}#schema{height:25vh}
@media(max-width:800px){main{grid-template-columns:1fr}}
@media(prefers-color-scheme:dark){body{color:#eee;background:#181818}textarea,pre,input{color:#eee;background:#222;border-color:#555}}
`;

const SCRIPT = `const at = (id) => document.getElementById(id);
const ask = async (query, variables) => {
  const headers = { 'content-type': 'application/json', authorization: 'Bearer ' + at('key').value.trim() };
  const answer = await fetch('/graphql', { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  return answer.json();
};
const run = async () => {
  at('answer').textContent = '…';
  try {
    at('answer').textContent = JSON.stringify(await ask(at('query').value, JSON.parse(at('variables').value || '{}')), null, 2);
  } catch (error) {
    at('answer').textContent = String(error);
  }
};
const nameOf = (type) =>
  type.kind === 'NON_NULL' ? nameOf(type.ofType) + '!' : type.kind === 'LIST' ? '[' + nameOf(type.ofType) + ']' : type.name;
const DEEP = 'kind name ofType{kind name ofType{kind name ofType{kind name}}}';
let lines = [];
const show = () => {
  const word = at('filter').value.toLowerCase();
  at('schema').textContent = lines.filter((line) => line.toLowerCase().includes(word)).join('\\n');
};
const loadSchema = async () => {
  const { data, errors } = await ask('{__schema{types{name fields{name description args{name type{' + DEEP + '}} type{' + DEEP + '}}}}}');
  lines = (data ? data.__schema.types : []).filter(({ name }) => !name.startsWith('__')).flatMap(({ name, fields }) =>
    (fields || []).map((field) => name + '.' + field.name +
      (field.args.length ? '(' + field.args.map((one) => one.name + ': ' + nameOf(one.type)).join(', ') + ')' : '') +
      ': ' + nameOf(field.type)));
  if (errors) lines = errors.map(({ message }) => message);
  show();
};
at('run').addEventListener('click', run);
at('filter').addEventListener('input', show);
at('key').addEventListener('change', loadSchema);
document.addEventListener('keydown', (event) => {
  if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) run();
});
`;

export const EXPLORER_FILES: Readonly<Record<string, { type: string; text: string }>> = {
  '/explorer.js': { type: 'text/javascript', text: SCRIPT },
  '/explorer.css': { type: 'text/css', text: STYLE },
};
