// HTML on stdin, cleaned with the allow-list of a careful blog: common elements, MathML Core, harmless styles.
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";

const require = createRequire(process.argv[2] + "/");
const sanitize = require("sanitize-html");
const core = "math mrow mi mn mo mtext mspace mpadded mfrac msqrt mroot msub msup msubsup munder mover munderover mtable mtr mtd".split(" ");
process.stdout.write(sanitize(readFileSync(0, "utf8"), {
  allowedTags: sanitize.defaults.allowedTags.concat(["img", "h2", "h3"], core),
  allowedAttributes: { "*": ["style", "display", "displaystyle", "mathvariant", "form", "fence", "stretchy", "symmetric",
    "minsize", "maxsize", "lspace", "rspace", "movablelimits", "width", "height", "linethickness", "accent", "accentunder",
    "xmlns", "scope"], img: ["src", "alt"] },
  allowedSchemes: ["data"],
}));
