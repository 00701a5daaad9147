import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { BroadcastHub } from "../../../sdk/hub";
import { mockAzure, resolved } from "./azureMocks";

const place = { resourceGroupName: "push", namespaceName: "contoso", hubName: "releases" };
const looked = { resourceGroupName: "push", namespaceName: "contoso", notificationHubName: "releases" };

describe("BroadcastHub.existing", () => {
  it("looks the keys of the rule that every hub has up, and creates nothing", async () => {
    const mocks = mockAzure();
    const hub = BroadcastHub.existing(place);
    assert.deepEqual(await resolved(hub.connection), {
      connectionString: "Endpoint=sb://x/;SharedAccessKeyName=DefaultFullSharedAccessSignature;SharedAccessKey=first",
      hub: "releases",
    });
    assert.deepEqual(mocks.lookups, [{ ...looked, authorizationRuleName: "DefaultFullSharedAccessSignature" }]);
    assert.deepEqual(mocks.registered, []);
    assert.equal(await resolved(hub.namespaceName), "contoso");
    assert.equal(await resolved(hub.hubName), "releases");
  });
  it("a rule and a key can be named", async () => {
    mockAzure();
    const { connection } = BroadcastHub.existing({ ...place, sendRuleName: "send", key: "secondary" });
    assert.match((await resolved(connection)).connectionString, /KeyName=send;SharedAccessKey=second$/);
  });
  it("the rule for apps is looked up only when it is asked for", async () => {
    const mocks = mockAzure();
    const hub = BroadcastHub.existing({ ...place, listenRuleName: "listen" });
    await resolved(hub.connection);
    assert.equal(mocks.lookups.length, 1);
    assert.match(await resolved(hub.listenConnectionString), /KeyName=listen;/);
    assert.equal(mocks.lookups.length, 2);
  });
  it("both connections are secret", async () => {
    mockAzure();
    const hub = BroadcastHub.existing(place);
    assert.equal(await pulumi.isSecret(hub.connection), true);
    assert.equal(await pulumi.isSecret(hub.listenConnectionString), true);
  });
  it("a rule without a connection string is an error that names it", async () => {
    mockAzure();
    pulumi.runtime.setMocks({
      newResource: ({ inputs }) => ({ id: "", state: inputs }),
      call: () => ({ keyName: "send" }),
    });
    const { connection } = BroadcastHub.existing({ ...place, sendRuleName: "send" });
    await assert.rejects(resolved(connection), /The rule send has no primary connection string/);
  });
});
