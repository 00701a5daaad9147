import assert from "node:assert/strict";
import { lintPreview } from "../../../sdk/lint/lintPreview";
import { activate, type PolicyConfig } from "../../../sdk/policy/policyConfig";
import { announcementType, pluginTypes } from "../../../sdk/resourceTypes";
import { happy, noon } from "../policy/aDraft";

const parent = (stack: string, name: string) => `urn:pulumi:${stack}::try::broadcast:index:Broadcast::${name}`;

/** Steps as the engine prints them for one broadcast. */
function steps(
  changes: object,
  { name = "v2-4-0", stack = "production", op = "create", at = "project:///index.ts#12,1" } = {},
) {
  const urn = parent(stack, name);
  return [
    { op, urn, newState: { urn, type: "broadcast:index:Broadcast", sourcePosition: at } },
    {
      op,
      newState: {
        urn: urn.replace("Broadcast::", `Broadcast$${announcementType}::`),
        type: announcementType,
        inputs: { ...happy, posts: ["apple", "fcmv1"], ...changes },
        parent: urn,
        sourcePosition: "project:///node_modules/pulumi-broadcast/dist/sdk/broadcast.js#75,30",
      },
    },
  ];
}

const lint = (value: unknown, config: PolicyConfig = {}) =>
  lintPreview(JSON.stringify(value), "preview.json", activate("recommended", config), noon);

describe("a preview", () => {
  it("is judged as the engine would have it judged", () => {
    assert.deepEqual(lint({ steps: steps({}) }), { checked: 1, findings: [], skipped: [] });
    assert.deepEqual(lint({ steps: steps({ onInDoubt: "send-again" }) }).findings, [
      {
        code: "NH503",
        rule: "in-doubt-held",
        level: "error",
        file: "index.ts",
        line: 12,
        column: 1,
        broadcast: "v2-4-0",
        message: "onInDoubt is send-again, which may send twice",
        fix: 'write "hold", or leave it out',
      },
    ]);
  });

  it("is judged whatever language the program is in", () => {
    const preview = JSON.stringify({ steps: steps({ onInDoubt: "send-again" }) });
    const plugin = preview.replaceAll(announcementType, pluginTypes.announcement);
    assert.deepEqual(lint(JSON.parse(plugin)), lint(JSON.parse(preview)));
  });

  it("is judged for what is still to be sent", () => {
    assert.deepEqual(lint({ steps: steps({ onInDoubt: "send-again", posts: [] }) }).findings, []);
  });

  it("has findings for what it does not know", () => {
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    const { findings } = lint({ steps: steps({ message: { ...happy.message, link: unknown }, posts: unknown }) });
    assert.deepEqual(
      findings.map(({ rule, message }) => [rule, message]),
      [["values-known", "message.link is not known in this preview, so no rule can judge it"]],
    );
  });

  it("is read for the line in the stack trace where the parent does not say it", () => {
    const [, announcement] = steps({ onInDoubt: "send-again" });
    const stackTrace = [
      {},
      { sourcePosition: "project:///src/news.ts#3,5" },
      { sourcePosition: "project:///index.ts#1,1" },
    ];
    const { file, line, column } = lint({
      steps: [{ ...announcement, newState: { ...announcement!.newState, stackTrace } }],
    }).findings[0]!;
    assert.deepEqual([file, line, column], ["src/news.ts", 3, 5]);
  });

  it("names the preview itself where the program is not to be seen", () => {
    const outside = steps({ onInDoubt: "send-again" }, { at: "project:///../lib/index.ts#1,1" });
    const { file, line } = lint({ steps: outside }).findings[0]!;
    assert.deepEqual([file, line], ["preview.json", undefined]);
  });

  it("knows the stack, the tier and all posts", () => {
    const config = { "test-audience": "mandatory", "posts-limit": { enforcementLevel: "mandatory", most: 3 } } as const;
    const two = [...steps({}, { stack: "dev", name: "a" }), ...steps({}, { stack: "dev", name: "b" })];
    assert.deepEqual(
      lint({ steps: two }, config).findings.map(({ rule, broadcast }) => [rule, broadcast]),
      [
        ["test-audience", "a"],
        ["test-audience", "b"],
        ["posts-limit", "b"],
      ],
    );
    const namespace = { type: "azure-native:notificationhubs:Namespace", urn: "u", inputs: { sku: { name: "Free" } } };
    const scheduled = [...steps({ schedule: "2026-11-26T12:00:00Z" }), { op: "same", newState: namespace }];
    assert.deepEqual(
      lint({ steps: scheduled }).findings.map(({ rule }) => rule),
      ["tier-fits"],
    );
  });

  it("leaves out what is deleted, and counts a replaced resource once", () => {
    assert.equal(lint({ steps: steps({ onInDoubt: "send-again" }, { op: "delete" }) }).checked, 0);
    const replaced = [...steps({}, { op: "replace" }), ...steps({}, { op: "create-replacement" })];
    assert.equal(lint({ steps: replaced }).checked, 1);
  });

  it("shows plain keys in the stack's configuration", () => {
    const config = { "broadcast:connectionString": "SharedAccessKey=bXktdGVzdC1rZXk=", "a:b": "[secret]" };
    assert.deepEqual(
      lint({ config, steps: [] }).findings.map(({ rule, file }) => [rule, file]),
      [["connection-secret", "preview.json"]],
    );
  });

  it("that failed is refused, with what the engine says of it: half a check would pass for a whole one", () => {
    const diagnostics = [
      { severity: "info", message: "x" },
      { severity: "error", message: "v2: message.title: is missing " },
    ];
    assert.throws(
      () => lint({ steps: steps({}), diagnostics }),
      /^PreviewError: preview\.json: is of a preview that failed: v2: message\.title: is missing$/,
    );
    assert.equal(lint({ steps: steps({}), diagnostics: [diagnostics[0]] }).checked, 1);
    assert.throws(() => lint({ steps: [], maybeCorrupt: true }), /failed: the engine says that it may be corrupt$/);
  });

  it("counts broadcasts", () => {
    const three = ["a", "b", "c"].flatMap((name) => steps({}, { name }));
    assert.equal(lint({ steps: three }).checked, 3);
  });

  it("may have no steps at all, but must be a preview", () => {
    assert.deepEqual(lint({ changeSummary: {} }), { checked: 0, findings: [], skipped: [] });
    assert.throws(
      () => lint({}),
      /^PreviewError: preview.json: holds no steps; give what `pulumi preview --json` prints$/,
    );
    assert.throws(() => lintPreview("x", "preview.json", [], noon), /^PreviewError: preview.json: is not JSON; /);
    assert.throws(() => lint({ steps: 1 }), /holds no steps/);
  });
});
