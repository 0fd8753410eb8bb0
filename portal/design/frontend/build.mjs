// Compiles the styles and copies GOV.UK Frontend's script to the folder that Django serves as static files.
// Nothing of the crown, the crest or the reserved typeface is copied.
import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import * as sass from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const packages = join(here, "node_modules");
const govuk = join(packages, "govuk-frontend", "dist", "govuk");
const built = join(here, "..", "static", "design", "built");

await rm(built, { recursive: true, force: true });
await mkdir(built, { recursive: true });

const { css } = sass.compile(join(here, "portal.scss"), {
  loadPaths: [packages],
  quietDeps: true,
  style: "compressed",
});
if (/GDS Transport|crest|crown/i.test(css)) {
  throw new Error("The styles mention an asset that is reserved for GOV.UK.");
}
await writeFile(join(built, "portal.css"), css);

for (const name of ["govuk-frontend.min.js", "govuk-frontend.min.js.map"]) {
  await copyFile(join(govuk, name), join(built, name));
}
console.log(`Built ${built} (${Math.round(css.length / 1024)} kB of styles)`);
