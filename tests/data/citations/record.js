// Records what citeproc-js makes of items.json in every vendored style, for test_citations.py.
//
// In a folder of its own: npm install citeproc@2.4.63
// then there: node <tree>/tests/data/citations/record.js
//
// Each entry is [label, runs]: the number a style sets beside it, and its text as HTML in which
// looks do not nest ("<i>a</i><i><b>b</b></i>"), as this project writes it. That and XML entities
// is all that is changed.
const fs = require("fs");
const path = require("path");
const CSL = require(require.resolve("citeproc", { paths: [process.cwd()] }));

const here = __dirname;
const code = path.join(here, "../../../publications/citations");
const items = JSON.parse(fs.readFileSync(path.join(here, "items.json"), "utf8"));
const byId = Object.fromEntries(items.map((item) => [item.id, item]));
const locales = {};
for (const name of fs.readdirSync(path.join(code, "locales"))) {
  const found = /^locales-(.*)\.xml$/.exec(name);
  if (found) locales[found[1]] = fs.readFileSync(path.join(code, "locales", name), "utf8");
}

const LOOKS = ["b", "i", "small-caps", "sub", "sup"];
const plain = (text) =>
  text.replace(/&#60;/g, "&lt;").replace(/&#62;/g, "&gt;").replace(/&#38;/g, "&amp;");

function flat(html) {
  const runs = [];
  const stack = [];
  for (const part of html.split(/(<[^>]*>)/)) {
    if (part.startsWith("</")) stack.pop();
    else if (part.startsWith("<")) {
      const style = /style="([^"]*)"/.exec(part);
      const look = style ? style[1] : /^<(\w+)/.exec(part)[1];
      stack.push(look);
    } else if (part) {
      let looks = new Set();
      for (const look of stack) {
        if (LOOKS.includes(look)) looks.add(look);
        else if (/small-caps/.test(look)) looks.add("small-caps");
        else if (/font-style: ?normal/.test(look)) looks.delete("i");
        else if (/font-weight: ?normal/.test(look)) looks.delete("b");
        else if (/font-variant: ?normal/.test(look)) looks.delete("small-caps");
        else if (/baseline/.test(look)) looks.delete("sup") || looks.delete("sub");
        else if (look !== "div" && look !== "span") throw new Error(part + " in " + html);
      }
      looks = LOOKS.filter((look) => looks.has(look));
      const last = runs[runs.length - 1];
      if (last && last[1].join() === looks.join()) last[0] += plain(part);
      else runs.push([plain(part), looks]);
    }
  }
  return runs
    .map(([text, looks]) => {
      for (const look of looks)
        text =
          look === "small-caps"
            ? `<span class="small-caps">${text}</span>`
            : `<${look}>${text}</${look}>`;
      return text;
    })
    .join("");
}

function entry(html) {
  html = html.trim().replace(/^<div class="csl-entry">/, "").replace(/<\/div>$/, "");
  let label = "";
  html = html.trim().replace(/<div class="csl-left-margin">(.*?)<\/div>/, (_, text) => {
    label = text.trim();
    return "";
  });
  html = html.replace(/<div class="csl-right-inline">(.*?)<\/div>/, "$1");
  html = html.replace(/<div class="csl-(block|indent)">(.*?)<\/div>/g, "$2");
  return [label, flat(html.trim())];
}

function engine(style) {
  const sys = {
    retrieveLocale: (lang) => locales[lang] || locales["en-US"],
    retrieveItem: (id) => JSON.parse(JSON.stringify(byId[id])),
  };
  const made = new CSL.Engine(sys, style, "en-US");
  made.opt.development_extensions.wrap_url_and_doi = false;
  return made;
}

const only = process.argv.slice(2);
for (const file of fs.readdirSync(path.join(code, "styles")).filter((n) => n.endsWith(".csl"))) {
  const key = file.replace(/\.csl$/, "");
  if (only.length && !only.includes(key)) continue;
  const style = fs.readFileSync(path.join(code, "styles", file), "utf8");
  const made = engine(style);
  const single = items.map(({ id }) => {
    made.updateItems([id]);
    return [id, ...entry(made.makeBibliography()[1][0] || "")];
  });
  const all = engine(style);
  all.updateItems(items.map((item) => item.id));
  const [about, entries] = all.makeBibliography();
  const whole = entries.map((html, at) => [about.entry_ids[at][0], ...entry(html)]);
  const line = (row) => "  " + JSON.stringify(row);
  fs.writeFileSync(
    path.join(here, key + ".json"),
    `{\n"single": [\n${single.map(line).join(",\n")}\n],\n` +
      `"whole": [\n${whole.map(line).join(",\n")}\n]\n}\n`,
  );
  console.log(key, single.length, whole.length);
}
