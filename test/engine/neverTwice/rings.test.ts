import { programOf } from "../../support/broadcastProgram";
import { eventRows } from "../../support/eventRows";

const inTenDays = new Date(Date.now() + 240 * 3_600_000).toISOString().slice(0, 10);

/** One declaration in two spellings that mean the same. */
const spellings: Record<string, [string, string]> = {
  "devices reordered and doubled": [
    `{ message: { title: "Devices", body: "A" }, platforms: ["apple"], audience: { devices: [{ platform: "apple", handle: "a1b2" }, { platform: "apple", handle: "c3d4" }] } }`,
    `{ message: { title: "Devices", body: "A" }, platforms: ["apple"], audience: { devices: [{ platform: "apple", handle: "c3d4" }, { platform: "apple", handle: "a1b2" }, { platform: "apple", handle: "c3d4" }] } }`,
  ],
  "headers without an entry": [
    `{ message: { title: "Headers", body: "A" }, platforms: ["apple"], audience: { everyone: true } }`,
    `{ message: { title: "Headers", body: "A" }, platforms: ["apple"], audience: { everyone: true }, headers: { apple: {} } }`,
  ],
  "the case of a header's name": [
    `{ message: { title: "Case", body: "A" }, platforms: ["apple"], audience: { everyone: true }, headers: { apple: { "X-Note": "quiet" } } }`,
    `{ message: { title: "Case", body: "A" }, platforms: ["apple"], audience: { everyone: true }, headers: { apple: { "x-note": "quiet" } } }`,
  ],
  "composed and decomposed letters": [
    `{ message: { title: "Caf\\u00e9", body: "A" }, platforms: ["apple"], audience: { everyone: true } }`,
    `{ message: { title: "Cafe\\u0301", body: "A" }, platforms: ["apple"], audience: { everyone: true } }`,
  ],
  "blanks of a tag expression": [
    `{ message: { title: "Blanks", body: "A" }, platforms: ["apple"], audience: { tagExpression: "a && b" } }`,
    `{ message: { title: "Blanks", body: "A" }, platforms: ["apple"], audience: { tagExpression: "a&&b" } }`,
  ],
  "a tag as a list and as an expression": [
    `{ message: { title: "Expression", body: "A" }, platforms: ["apple"], audience: { tags: ["a"] } }`,
    `{ message: { title: "Expression", body: "A" }, platforms: ["apple"], audience: { tagExpression: "a" } }`,
  ],
  "a tag as a list and as a text": [
    `{ message: { title: "Text", body: "A" }, platforms: ["apple"], audience: { tags: ["a"] } }`,
    `{ message: { title: "Text", body: "A" }, platforms: ["apple"], audience: { tags: "a" } }`,
  ],
  "platforms reordered and doubled": [
    `{ message: { title: "Platforms", body: "A" }, platforms: ["apple"], audience: { everyone: true } }`,
    `{ message: { title: "Platforms", body: "A" }, platforms: ["apple", "apple"], audience: { everyone: true } }`,
  ],
  "another spelling of expiresAt": [
    `{ message: { title: "Expires", body: "A", expiresAt: "${inTenDays}T09:00:00Z" }, platforms: ["apple"], audience: { everyone: true } }`,
    `{ message: { title: "Expires", body: "A", expiresAt: "${inTenDays}T10:00:00+01:00" }, platforms: ["apple"], audience: { everyone: true } }`,
  ],
  "revision 1 said aloud": [
    `{ message: { title: "Revision", body: "A" }, platforms: ["apple"], audience: { everyone: true } }`,
    `{ message: { title: "Revision", body: "A" }, platforms: ["apple"], audience: { everyone: true }, revision: 1 }`,
  ],
};

const spelled = (index: 0 | 1) =>
  programOf(...Object.values(spellings).map((pair, number) => `new Broadcast("b${number}", ${pair[index]});`));

eventRows("never twice: other spellings of what was said", [
  {
    event: Object.keys(spellings).join(", "),
    posts: 0,
    given: spelled(0),
    first: { sent: Object.keys(spellings).length },
    happens: (world) => world.up(spelled(1)),
  },
]);
