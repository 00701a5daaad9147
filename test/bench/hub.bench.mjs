// What `pulumi-broadcast/hub` costs: its import, over @pulumi/pulumi and azure-native's own module (at most 60 ms and 10 MB),
// and the type check of example 03, against the same program written by hand (at most 1.2 times).
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const runs = Number(process.argv[2] ?? 5);
const limits = { importMs: 60, importMb: 10, typeCheckRatio: 1.2 };

const byHand = `
import * as notificationhubs from "@pulumi/azure-native/notificationhubs";
import { ResourceGroup } from "@pulumi/azure-native/resources";
import * as pulumi from "@pulumi/pulumi";
import { Broadcast } from "pulumi-broadcast";

const config = new pulumi.Config();
const group = new ResourceGroup("push");
const resourceGroupName = group.name;
const tags = { product: "contoso" };
const account = config.requireSecretObject<Record<"project_id" | "private_key" | "client_email", string>>("firebaseServiceAccount");

const namespace = new notificationhubs.Namespace("releases", { resourceGroupName, namespaceType: "NotificationHub", sku: { name: "Free" }, tags });
const hub = new notificationhubs.NotificationHub(
  "releases",
  {
    resourceGroupName,
    namespaceName: namespace.name,
    notificationHubName: "releases",
    apnsCredential: {
      endpoint: "https://api.development.push.apple.com:443/3/device",
      token: config.requireSecret("apnsKey"),
      keyId: config.require("apnsKeyId"),
      appId: config.require("appleTeamId"),
      appName: config.require("bundleId"),
    },
    fcmV1Credential: { projectId: account.project_id, privateKey: account.private_key, clientEmail: account.client_email },
    tags,
  },
  { additionalSecretOutputs: ["apnsCredential", "fcmV1Credential", "authorizationRules"] },
);
const place = { resourceGroupName, namespaceName: namespace.name, notificationHubName: hub.name };
const rule = (authorizationRuleName: string, right: "Send" | "Listen") =>
  new notificationhubs.NotificationHubAuthorizationRule(
    authorizationRuleName,
    { ...place, authorizationRuleName, rights: [right] },
    { additionalSecretOutputs: ["primaryKey", "secondaryKey"] },
  );
const keysOf = (rule: notificationhubs.NotificationHubAuthorizationRule) =>
  pulumi.secret(notificationhubs.listNotificationHubKeysOutput({ ...place, authorizationRuleName: rule.name }).primaryConnectionString);
const send = rule("broadcast-send", "Send");
const listen = rule("app-listen", "Listen");

const welcome = new Broadcast("welcome", {
  message: { title: "Hello", body: "Announcements arrive here" },
  platforms: ["apple", "fcmv1"],
  audience: { tags: ["release"] },
  hub: { connectionString: keysOf(send), hub: hub.name },
});

export const listenConnectionString = keysOf(listen);
export const hubName = hub.name;
export const status = welcome.status;
`;

function median(values) {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
}

function importCost() {
  const script = `
    require("@pulumi/pulumi");
    require("@pulumi/azure-native/notificationhubs");
    const start = performance.now();
    const before = process.memoryUsage().rss;
    require("pulumi-broadcast/hub");
    console.log(JSON.stringify({ ms: performance.now() - start, mb: (process.memoryUsage().rss - before) / 2 ** 20 }));`;
  const samples = Array.from({ length: runs }, () => {
    const { stdout, stderr, status } = spawnSync(process.execPath, ["-e", script], { cwd: root, encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout);
  });
  return { importMs: median(samples.map(({ ms }) => ms)), importMb: median(samples.map(({ mb }) => mb)) };
}

function typeCheckSeconds(project) {
  const start = performance.now();
  const { stdout, status } = spawnSync(
    process.execPath,
    [path.join(root, "node_modules/typescript/bin/tsc"), "-p", project],
    { encoding: "utf8" },
  );
  if (status !== 0) throw new Error(stdout);
  return (performance.now() - start) / 1000;
}

function typeCheckCost() {
  const cache = path.join(root, ".cache");
  mkdirSync(cache, { recursive: true });
  const hand = mkdtempSync(path.join(cache, "by-hand-"));
  const example = path.join(root, "examples/03-hub-and-broadcast");
  try {
    cpSync(example, hand, { recursive: true });
    writeFileSync(path.join(hand, "index.ts"), byHand);
    typeCheckSeconds(hand);
    // In turns, so that what else the machine does meets both.
    const pairs = Array.from({ length: runs }, () => [typeCheckSeconds(example), typeCheckSeconds(hand)]);
    const ours = Math.min(...pairs.map(([seconds]) => seconds));
    const theirs = Math.min(...pairs.map(([, seconds]) => seconds));
    return { typeCheckSeconds: ours, byHandSeconds: theirs, typeCheckRatio: ours / theirs };
  } finally {
    rmSync(hand, { recursive: true });
  }
}

const figures = { ...importCost(), ...typeCheckCost() };
for (const [name, value] of Object.entries(figures)) {
  const limit = limits[name];
  console.log(`${name} ${value.toFixed(2)}${limit === undefined ? "" : ` (at most ${limit})`}`);
}
process.exitCode = Object.entries(limits).some(([name, limit]) => figures[name] > limit) ? 1 : 0;
