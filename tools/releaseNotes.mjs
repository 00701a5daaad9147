// Prints the section of CHANGELOG.md for a tag: `node tools/releaseNotes.mjs v1.2.3`. Ends with 1 when package.json or the changelog does not say that version.
import { readFile } from "node:fs/promises";

const [tag = ""] = process.argv.slice(2);
const read = (file) => readFile(new URL(`../${file}`, import.meta.url), "utf8");
const { version } = JSON.parse(await read("package.json"));
const sections = (await read("CHANGELOG.md")).split(/^## /m).slice(1);
const section = sections.find((each) => each.split(/\s/, 1)[0] === version);

if (tag !== `v${version}`) {
  console.error(`The tag is ${tag || "missing"} and package.json says ${version}: expected v${version}.`);
  process.exitCode = 1;
} else if (section === undefined) {
  console.error(`CHANGELOG.md has no section for ${version}: write one, with what changes for users.`);
  process.exitCode = 1;
} else {
  console.log(section.slice(section.indexOf("\n")).trim());
}
