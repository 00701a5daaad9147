import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { BroadcastLedger, type BroadcastLedgerArgs } from "../../../sdk/hub";
import { awaitLedgerAccess } from "../../../sdk/hub/ledgerAccess";
import { mockAzure, resolved } from "./azureMocks";

const resourceGroupName = "push";

async function register(args: Partial<BroadcastLedgerArgs> = {}, opts?: pulumi.ComponentResourceOptions) {
  const ledger = new BroadcastLedger("ledger", { resourceGroupName, ...args }, opts);
  const { account, container, roleAssignments } = ledger.nodes;
  await Promise.all([account, container, ...roleAssignments].map(({ urn }) => resolved(urn)));
  return ledger;
}

describe("BroadcastLedger", () => {
  it("is an account without keys, a private container, and a role for whoever runs the program", async () => {
    const mocks = mockAzure();
    const ledger = await register();
    assert.deepEqual(mocks.resource("StorageAccount").inputs, {
      resourceGroupName,
      kind: "StorageV2",
      sku: { name: "Standard_LRS" },
      minimumTlsVersion: "TLS1_2",
      enableHttpsTrafficOnly: true,
      allowBlobPublicAccess: false,
      allowSharedKeyAccess: false,
    });
    assert.deepEqual(mocks.resource("BlobContainer").inputs, {
      resourceGroupName,
      accountName: "ledger0a1b2c3d",
      containerName: "broadcast-ledger",
      publicAccess: "None",
    });
    assert.deepEqual(mocks.resource("RoleAssignment").inputs, {
      scope: await resolved(ledger.nodes.container.id),
      principalId: "self",
      principalType: "User",
      roleDefinitionId:
        "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    });
    assert.equal(await resolved(ledger.url), "azblob://ledger0a1b2c3d/broadcast-ledger");
  });
  it("names, region, tags and writers can be given", async () => {
    const mocks = mockAzure();
    const tags = { product: "contoso" };
    const writers = [
      { principalId: "pipeline", principalType: "ServicePrincipal" as const },
      { principalId: pulumi.output("people"), principalType: "Group" as const },
    ];
    const ledger = await register({
      accountName: "contosoledger",
      containerName: "sent",
      location: "westeurope",
      tags,
      writers,
    });
    const { inputs } = mocks.resource("StorageAccount");
    assert.deepEqual([inputs.accountName, inputs.location, inputs.tags], ["contosoledger", "westeurope", tags]);
    const roles = mocks.registered.filter(({ type }) => type.endsWith(":RoleAssignment"));
    assert.deepEqual(
      roles.map(({ name, inputs }) => [name, inputs.principalId, inputs.principalType]),
      [
        ["ledger-writer-0", "pipeline", "ServicePrincipal"],
        ["ledger-writer-1", "people", "Group"],
      ],
    );
    assert.equal(await resolved(ledger.url), "azblob://contosoledger/sent");
  });
  it("whoever signed in with a client of its own is a service principal", async () => {
    for (const [clientId, principalType] of [
      ["04b07795-8ddb-461a-bbee-02f9e1bf7b46", "User"],
      ["11111111-2222-3333-4444-555555555555", "ServicePrincipal"],
    ]) {
      const mocks = mockAzure({ clientId });
      await register();
      assert.equal(mocks.resource("RoleAssignment").inputs.principalType, principalType);
    }
  });
  it("account and container are protected and stay in Azure, unless the options say otherwise", async () => {
    for (const [opts, expected] of [
      [{}, true],
      [{ protect: false, retainOnDelete: false }, false],
    ] as const) {
      const mocks = mockAzure();
      await register({}, opts);
      for (const type of ["StorageAccount", "BlobContainer"]) {
        const { request } = mocks.resource(type);
        assert.equal(request.getProtect(), expected);
        assert.equal(request.getRetainondelete(), expected);
      }
      assert.equal(mocks.resource("RoleAssignment").request.getRetainondelete(), false);
    }
  });
  it("names that the service refuses are refused before anything is registered", () => {
    const { registered } = mockAzure();
    const refusal = (args: Partial<BroadcastLedgerArgs>, name = "ledger") => {
      try {
        new BroadcastLedger(name, { resourceGroupName, ...args });
      } catch (error) {
        return (error as Error).message;
      }
      return assert.fail("was accepted");
    };
    for (const accountName of ["ab", "a".repeat(25), "Contoso", "contoso-ledger"]) {
      assert.match(
        refusal({ accountName }),
        /^ledger: accountName: is ".*"; the service takes 3 to 24 lower-case letters and digits$/,
      );
    }
    for (const containerName of ["ab", "a".repeat(64), "a--b", "-ab"]) {
      assert.match(refusal({ containerName }), /^ledger: containerName: is ".*"; the service takes 3 to 63/);
    }
    assert.match(refusal({}, "sent-ledger"), /^sent-ledger: accountName: must be set/);
    assert.deepEqual(registered, []);
  });
  it("its type in state is fixed", () => {
    assert.equal(BroadcastLedger.__pulumiType, "broadcast:index:BroadcastLedger");
  });
});

describe("waiting for a new role", () => {
  const lag = new Error("The ledger at azblob://a/c cannot be used (403 AuthorizationPermissionMismatch): …");

  /** A ledger that answers with these faults, one a call, and then works; its clock only runs while it pauses. */
  function aLedger(...faults: Error[]) {
    let time = 0;
    const pauses: number[] = [];
    return {
      pauses,
      options: {
        probe: async () => {
          const fault = faults.shift();
          if (fault) throw fault;
        },
        now: () => time,
        pause: async (ms: number) => {
          pauses.push(ms);
          time += ms;
        },
      },
    };
  }

  it("goes on until the role is heard of", async () => {
    const { options, pauses } = aLedger(lag, lag);
    assert.equal(await awaitLedgerAccess("a", "c", options), undefined);
    assert.deepEqual(pauses, [5000, 5000]);
  });
  it("ends after 10 minutes with what the service says", async () => {
    const { options, pauses } = aLedger(...Array(1000).fill(lag));
    assert.equal(await awaitLedgerAccess("a", "c", options), lag.message);
    assert.equal(pauses.length, 120);
  });
  it("any other fault ends it at once", async () => {
    const { options, pauses } = aLedger(new Error("no sign-in"));
    assert.equal(await awaitLedgerAccess("a", "c", options), "no sign-in");
    assert.deepEqual(pauses, []);
  });
  it("asks the ledger's own store", async () => {
    const before = process.env.AZURE_STORAGE_CONNECTION_STRING;
    process.env.AZURE_STORAGE_CONNECTION_STRING =
      "DefaultEndpointsProtocol=https;AccountName=other;AccountKey=AAAA;EndpointSuffix=core.windows.net";
    try {
      assert.match(
        (await awaitLedgerAccess("contosoledger", "c"))!,
        /AZURE_STORAGE_CONNECTION_STRING is for the account other/,
      );
    } finally {
      if (before === undefined) delete process.env.AZURE_STORAGE_CONNECTION_STRING;
      else process.env.AZURE_STORAGE_CONNECTION_STRING = before;
    }
  });
});
