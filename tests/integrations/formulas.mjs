// Formulas as JSON on stdin, [tex, display] each; what KaTeX and MathJax say against any of them on stdout.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(process.argv[2] + "/");
const katex = require("katex");
const { mathjax } = require("mathjax-full/js/mathjax.js");
const { TeX } = require("mathjax-full/js/input/tex.js");
const { SVG } = require("mathjax-full/js/output/svg.js");
const { liteAdaptor } = require("mathjax-full/js/adaptors/liteAdaptor.js");
const { RegisterHTMLHandler } = require("mathjax-full/js/handlers/html.js");
const { AllPackages } = require("mathjax-full/js/input/tex/AllPackages.js");

const adaptor = liteAdaptor();
RegisterHTMLHandler(adaptor);
const packages = AllPackages.filter((name) => name !== "noundefined" && name !== "noerrors");
const page = mathjax.document("", { InputJax: new TeX({ packages }), OutputJax: new SVG() });

const against = [];
for (const [tex, display] of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    katex.renderToString(tex, { displayMode: display, throwOnError: true, strict: "error" });
  } catch (error) {
    against.push(["KaTeX", tex, String(error.message)]);
  }
  try {
    const markup = adaptor.outerHTML(page.convert(tex, { display }));
    if (markup.includes("merror")) against.push(["MathJax", tex, markup.slice(0, 200)]);
  } catch (error) {
    against.push(["MathJax", tex, String(error.message)]);
  }
}
console.log(JSON.stringify(against));
