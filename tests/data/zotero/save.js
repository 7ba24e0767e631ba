// Prints what Zotero's own translators save of pages and files, as JSON: [[label, items], ...].
//
// node save.js FOLDER ADDRESS|FILE ...   FOLDER holds node_modules; see tests/zotero_report.py
const fs = require("fs");
const path = require("path");
const folder = path.resolve(process.argv[2]);
const modules = path.join(folder, "node_modules");

// jsdom finds by XPath itself, but knows no namespaces; the translators ask for "x:span".
const xpath = require.resolve("wicked-good-xpath", { paths: [folder] });
require.cache[xpath] = { id: xpath, loaded: true, exports: { install() {}, XPathResultType: { ANY_TYPE: 0 } } };
console.log = () => {}; // the package says what it loads
require(path.join(modules, "zotero-translators", "index.js"));
Zotero.debug = () => {};

async function page(address) {
  const kinds = new Map([["text/html", "document"]]);
  const { response } = await Zotero.HTTP.request("GET", address, { responseTypeMap: kinds });
  const evaluate = response.evaluate.bind(response);
  response.evaluate = (asked, ...more) => evaluate(asked.replace(/\bx:/g, ""), ...more);
  const translate = new Zotero.Translate.Web();
  translate.setDocument(response);
  translate.setHandler("select", (_, items, choose) => choose(items));
  return translate;
}

function file(name) {
  const translate = new Zotero.Translate.Import();
  translate.setString(fs.readFileSync(name, "utf8"));
  return translate;
}

async function saved(what) {
  const [source, wanted] = what.split("|");
  const translate = /^https?:/.test(source) ? await page(source) : file(source);
  const every = await Zotero.Translators.getAllForType("web");
  const [first] = wanted
    ? every.filter((translator) => translator.label === wanted)
    : await translate.getTranslators();
  if (!first) return ["", []];
  translate.setTranslator(first);
  return [first.label, await translate.translate({ libraryID: false, saveAttachments: true })];
}

(async () => {
  const results = [];
  for (const what of process.argv.slice(3)) results.push(await saved(what));
  process.stdout.write(JSON.stringify(results));
})();
