// Records what the reference CSL processor writes, for tests/test_citations.py.
//
// By hand, in a folder of its own:  npm install citeproc@2.4.63
//   node citeproc_oracle.mjs ITEMS.json STYLES_FOLDER LOCALES_FOLDER > EXPECTED.json
import { readFileSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const CSL = createRequire(join(process.cwd(), "x.js"))("citeproc");
const [items, styles, locales] = process.argv.slice(2);
const byId = Object.fromEntries(JSON.parse(readFileSync(items)).map((item) => [item.id, item]));
const sys = {
  retrieveLocale: (lang) => {
    try { return readFileSync(join(locales, `locales-${lang}.xml`), "utf8"); }
    catch { return readFileSync(join(locales, "locales-en-US.xml"), "utf8"); }
  },
  retrieveItem: (id) => byId[id],
};
const expected = {};
for (const file of readdirSync(styles).filter((name) => name.endsWith(".csl")).sort()) {
  const engine = new CSL.Engine(sys, readFileSync(join(styles, file), "utf8"), "en-US");
  const entries = {};
  for (const id of Object.keys(byId)) {
    engine.updateItems([id]);
    entries[id] = engine.makeBibliography()[1][0]?.trim() ?? "";
  }
  engine.updateItems(Object.keys(byId));
  const [params, whole] = engine.makeBibliography();
  expected[file.replace(/\.csl$/, "")] = { entries, order: params.entry_ids.flat(), whole: whole.map((x) => x.trim()) };
}
process.stdout.write(JSON.stringify(expected, null, 1));
