// What a browser makes of pages. Reads a list of tasks from standard input, each {page, width, dark, axe, fonts, picture},
// and writes a list of answers. `node look.mjs <folder of node_modules> <chromium>`; needs playwright-core and axe-core.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import path from "node:path";

const [modules, chromium] = process.argv.slice(2);
const require = createRequire(path.join(path.resolve(modules), "x.js"));
const { chromium: browsers } = require("playwright-core");
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const tasks = JSON.parse(readFileSync(0, "utf8"));

// Whatever is wider than the window and stands in no box that scrolls.
function measured() {
  const scrolls = node => {
    for (let at = node; at && at !== document.body; at = at.parentElement)
      if (["auto", "scroll", "hidden"].includes(getComputedStyle(at).overflowX)) return true;
    return false;
  };
  const out = [];
  for (const node of document.querySelectorAll("body *"))
    if (node.getBoundingClientRect().right > innerWidth + 0.5 && !scrolls(node)) out.push(node.outerHTML.slice(0, 200));
  return {
    scrollWidth: document.documentElement.scrollWidth, innerWidth, out,
    formulas: document.querySelectorAll("math").length, scripts: document.querySelectorAll("script").length,
    dark: matchMedia("(prefers-color-scheme: dark)").matches,
  };
}

async function fontsOf(page, selector) {
  const session = await page.context().newCDPSession(page);
  await session.send("DOM.enable");
  await session.send("CSS.enable");
  const { root } = await session.send("DOM.getDocument", { depth: -1 });
  const { nodeIds } = await session.send("DOM.querySelectorAll", { nodeId: root.nodeId, selector });
  const found = {};
  for (const nodeId of nodeIds) {
    const { fonts } = await session.send("CSS.getPlatformFontsForNode", { nodeId });
    for (const font of fonts) {
      const name = (font.isCustomFont ? "own: " : "fallback: ") + font.familyName;
      found[name] ??= { glyphs: 0, examples: [] };
      found[name].glyphs += font.glyphCount;
      if (found[name].examples.length < 20)
        found[name].examples.push((await session.send("DOM.getOuterHTML", { nodeId })).outerHTML.slice(0, 200));
    }
  }
  return found;
}

const browser = await browsers.launch({
  executablePath: chromium,
  args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
});
const answers = [];
for (const task of tasks) {
  const context = await browser.newContext({
    viewport: { width: task.width, height: task.height ?? 800 }, colorScheme: task.dark ? "dark" : "light", bypassCSP: true,
  });
  const page = await context.newPage();
  const asked = [];
  page.on("request", request => asked.push(request.url()));
  await page.goto("file://" + task.page);
  await page.evaluate(() => document.fonts.ready);
  const answer = { ...(await page.evaluate(measured)) };
  answer.elsewhere = asked.filter(url => !/^(file|data):/.test(url));
  if (task.fonts) answer.fonts = await fontsOf(page, task.fonts);
  if (task.picture) await page.screenshot({ path: task.picture, fullPage: true });
  if (task.axe) {
    await page.evaluate(axe);
    const run = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations", "incomplete"] }));
    const short = rule => ({ id: rule.id, help: rule.help, nodes: rule.nodes.map(n => n.html.slice(0, 200) + " | " + (n.any[0]?.message ?? n.all[0]?.message ?? n.none[0]?.message ?? "")) });
    answer.violations = run.violations.map(short);
    answer.incomplete = run.incomplete.map(short);
    answer.passes = run.passes.length;
  }
  answers.push(answer);
  await context.close();
}
await browser.close();
process.stdout.write(JSON.stringify(answers));
