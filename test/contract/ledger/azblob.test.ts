import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import * as tls from "node:tls";
import { inspect, promisify } from "node:util";
import { BlobServiceClient, type ContainerClient, ContainerSASPermissions } from "@azure/storage-blob";
import { generate } from "selfsigned";
import { type LedgerErrorCode, openLedger } from "../../../provider/journal/ledger/ledger";
import { aClaim, aKey } from "../../unit/ledger/builders";
import { aContainer, account, connectionStringOf, sharedAzurite, startAzurite } from "./azurite";
import { type LossyProxy, startLossyProxy } from "./lossyProxy";

// Newer than the types of node that the project compiles with.
const { setDefaultCACertificates: setTrusted } = tls as typeof tls & {
  setDefaultCACertificates(certificates: readonly string[]): void;
};

describe("azblob ledger", () => {
  let endpoint: string;
  let container: ContainerClient;
  let url: string;

  before(async () => {
    ({ endpoint } = await sharedAzurite());
  });
  beforeEach(async () => {
    container = await aContainer(endpoint);
    url = `azblob://${account}/${container.containerName}/ledger`;
  });
  afterEach(() => container?.delete());

  const openWith = (connectionString: string, at = url) =>
    openLedger(at, { env: { AZURE_STORAGE_CONNECTION_STRING: connectionString } });

  /** Every way to use the ledger fails with this code, and neither error nor cause shows the secret. */
  async function refusesEverything(
    ledger: Awaited<ReturnType<typeof openLedger>>,
    code: LedgerErrorCode,
    message: RegExp,
    secret?: string,
  ) {
    const isRefused = (error: Error & { code: string }) => {
      assert.equal(error.name, "LedgerError", inspect(error));
      assert.equal(error.code, code);
      assert.match(error.message, message);
      const shown = inspect(error, { depth: 10, showHidden: true });
      if (secret) assert(!shown.includes(secret), "the error shows a secret");
      assert.doesNotMatch(shown, /SharedKey|sig=/);
      return true;
    };
    const attempts = [
      ledger.read(aKey()),
      ledger.claim(aKey(), aClaim()),
      ledger.list()[Symbol.asyncIterator]().next(),
    ];
    await Promise.all(attempts.map((attempt) => assert.rejects(attempt, isRefused)));
  }

  describe("credentials", () => {
    it("a key that is not the account's is refused", async () => {
      const key = Buffer.from("PLANTED, and no key at all").toString("base64");
      const ledger = await openWith(connectionStringOf(endpoint, key));
      await refusesEverything(ledger, "LEDGER_DENIED", /\(403 \w+\): renew AZURE_STORAGE_CONNECTION_STRING/, key);
    });

    it("a connection string with a shared access signature works, until it has expired", async () => {
      const sasOf = async (expiresOn: Date) => {
        const sas = await container.generateSasUrl({ permissions: ContainerSASPermissions.parse("rwdl"), expiresOn });
        return `BlobEndpoint=${endpoint}/${account};SharedAccessSignature=${new URL(sas).search.slice(1)}`;
      };
      const ledger = await openWith(await sasOf(new Date(Date.now() + 60_000)));
      assert.equal((await ledger.claim(aKey(), aClaim())).claimed, true);
      await ledger.release(aKey(), "claim-1");
      const expired = await sasOf(new Date(Date.now() - 60_000));
      await refusesEverything(await openWith(expired), "LEDGER_DENIED", /renew/, /sig=([^&;]+)/.exec(expired)![1]);
    });

    it("a connection string that is none, or that of another account, is refused before any request", async () => {
      for (const text of [
        "PLANTED",
        "AccountName=;AccountKey=PLANTED",
        "DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey=PLANTED==",
      ]) {
        await assert.rejects(openWith(text), (error: Error & { code: string }) => {
          assert.equal(error.code, "LEDGER_DENIED");
          assert.doesNotMatch(inspect(error, { depth: 10 }), /PLANTED/);
          return true;
        });
      }
      await assert.rejects(openWith(connectionStringOf(endpoint), "azblob://contoso/ledger"), {
        code: "LEDGER_DENIED",
        message: /account devstoreaccount1, but the ledger is in contoso/,
      });
    });

    it("UseDevelopmentStorage=true is Azurite on its usual port", async () => {
      assert.equal((await openWith("UseDevelopmentStorage=true")).url, url);
    });

    describe("of the Azure sign-in", () => {
      const names = ["AZURE_TOKEN_CREDENTIALS", "IDENTITY_ENDPOINT", "IDENTITY_HEADER"];
      const saved = names.map((name) => [name, process.env[name]] as const);
      afterEach(() => {
        for (const [name, value] of saved) {
          if (value === undefined) delete process.env[name];
          else process.env[name] = value;
        }
      });

      it("a managed identity's token opens the ledger", async () => {
        const { cert, private: key } = await generate([{ name: "commonName", value: "127.0.0.1" }], {
          extensions: [{ name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] }],
        });
        const folder = await mkdtemp(join(tmpdir(), "ledger-tls-"));
        await writeFile(join(folder, "cert.pem"), cert);
        await writeFile(join(folder, "key.pem"), key);
        const azurite = await startAzurite(
          "--oauth",
          "basic",
          "--cert",
          join(folder, "cert.pem"),
          "--key",
          join(folder, "key.pem"),
        );
        const identity = await serve((request, response) => {
          assert.equal(request.headers["x-identity-header"], "a-header");
          const seconds = Math.floor(Date.now() / 1000);
          const claims = {
            aud: "https://storage.azure.com",
            iss: "https://sts.windows.net/tenant/",
            iat: seconds,
            nbf: seconds - 60,
            exp: seconds + 3600,
          };
          const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
          const token = `${part({ alg: "none", typ: "JWT" })}.${part(claims)}.`;
          response.setHeader("content-type", "application/json");
          response.end(
            JSON.stringify({ access_token: token, expires_on: claims.exp, resource: claims.aud, token_type: "Bearer" }),
          );
        });
        const trusted = tls.getCACertificates();
        setTrusted([...trusted, cert]);
        Object.assign(process.env, {
          AZURE_TOKEN_CREDENTIALS: "ManagedIdentityCredential",
          IDENTITY_ENDPOINT: `${addressOf(identity)}/token`,
          IDENTITY_HEADER: "a-header",
        });
        try {
          const admin = connectionStringOf(azurite.endpoint).replace("Protocol=http;", "Protocol=https;");
          await BlobServiceClient.fromConnectionString(admin).createContainer("signed-in");
          const ledger = await openLedger(`azblob://${account}/signed-in`, {
            env: { AZURE_STORAGE_SERVICE_ENDPOINT: `${azurite.endpoint}/${account}` },
          });
          assert.equal((await ledger.claim(aKey(), aClaim())).claimed, true);
          await ledger.record(aKey(), "claim-1", { state: "sent" });
          for await (const { state } of ledger.list()) assert.equal(state, "sent");
        } finally {
          setTrusted(trusted);
          identity.close();
          await azurite.stop();
          await rm(folder, { recursive: true });
        }
      });

      it("nobody signed in is LEDGER_DENIED and names the ways to sign in", async () => {
        process.env.AZURE_TOKEN_CREDENTIALS = "EnvironmentCredential";
        const ledger = await openLedger("azblob://contoso/ledger", { env: {} });
        await refusesEverything(ledger, "LEDGER_DENIED", /no Azure sign-in was found; run `az login`/);
      });

      it("an endpoint that is not https is refused", async () => {
        for (const text of ["contoso.blob.core.windows.net", "http://127.0.0.1:10000/devstoreaccount1", "https://"]) {
          await assert.rejects(openLedger(url, { env: { AZURE_STORAGE_SERVICE_ENDPOINT: text } }), {
            code: "LEDGER_URL",
            message: /AZURE_STORAGE_SERVICE_ENDPOINT is not an https URL/,
          });
        }
      });
    });
  });

  describe("service", () => {
    it("a container that is not there is an error, never an empty ledger, and is not made", async () => {
      const gone = `azblob://${account}/gone-${process.pid}`;
      const ledger = await openWith(connectionStringOf(endpoint), gone);
      await refusesEverything(ledger, "LEDGER_MISSING", /404 ContainerNotFound\).*az storage container create/);
      const service = BlobServiceClient.fromConnectionString(connectionStringOf(endpoint));
      assert.equal(await service.getContainerClient(`gone-${process.pid}`).exists(), false);
    });

    it("a service that nobody serves is unreachable", async () => {
      const closed = await serve(() => {});
      const address = addressOf(closed);
      closed.close();
      await once(closed, "close");
      await refusesEverything(
        await openWith(connectionStringOf(address)),
        "LEDGER_UNREACHABLE",
        /check the account's name and the network/,
      );
    });

    it("a service that is out of order is unreachable", async () => {
      const broken = await serve(
        (_, response) => void response.writeHead(503, { "x-ms-error-code": "ServerBusy" }).end(),
      );
      await refusesEverything(await openWith(connectionStringOf(addressOf(broken))), "LEDGER_UNREACHABLE", /\(503/);
      broken.close();
    });

    it("a service that never answers is unreachable when the time is up", async () => {
      const silent = await serve(() => {});
      const timeout = AbortSignal.timeout;
      AbortSignal.timeout = () => timeout.call(AbortSignal, 100);
      try {
        await refusesEverything(
          await openWith(connectionStringOf(addressOf(silent))),
          "LEDGER_UNREACHABLE",
          /no answer in 10 s/,
        );
      } finally {
        AbortSignal.timeout = timeout;
        silent.closeAllConnections();
        silent.close();
      }
    });

    it("an entry that someone locked is left as it is", async () => {
      const ledger = await openWith(connectionStringOf(endpoint));
      await ledger.claim(aKey(), aClaim());
      for await (const { name } of container.listBlobsFlat())
        await container.getBlobClient(name).getBlobLeaseClient().acquireLease(-1);
      await assert.rejects(ledger.record(aKey(), "claim-1", { state: "sent" }), {
        code: "LEDGER_DENIED",
        message: /\(412 LeaseIdMissing\)/,
      });
      assert.equal((await ledger.read(aKey()))?.state, "claimed");
      for await (const { name } of container.listBlobsFlat())
        await container.getBlobClient(name).getBlobLeaseClient().breakLease(0);
    });

    it("other people's blobs are left alone", async () => {
      const ledger = await openWith(connectionStringOf(endpoint));
      await container.getBlockBlobClient("ledger/README.md").upload("ours", 4);
      await container.getBlockBlobClient("other/x.json").upload("ours", 4);
      await ledger.claim(aKey(), aClaim());
      let count = 0;
      for await (const _ of ledger.list()) count++;
      assert.equal(count, 1);
    });
  });

  describe("lost replies", () => {
    let proxy: LossyProxy;
    beforeEach(async () => {
      proxy = await startLossyProxy(endpoint);
    });
    afterEach(() => proxy.stop());

    const openThere = () => openWith(connectionStringOf(proxy.endpoint));

    it("a claim whose reply is lost is known as one's own when it is met again", async () => {
      const ledger = await openThere();
      proxy.lose.PUT = 1;
      assert.equal((await ledger.claim(aKey(), aClaim())).claimed, true);
      assert.equal(proxy.lose.PUT, 0);
      assert.equal((await ledger.claim(aKey(), aClaim())).claimed, false);
    });

    it("a claim that loses while replies are lost stays lost", async () => {
      await (await openWith(connectionStringOf(endpoint))).claim(aKey(), aClaim("first"));
      const ledger = await openThere();
      proxy.lose.GET = 1;
      const { claimed, entry } = await ledger.claim(aKey(), aClaim("second"));
      assert.deepEqual([claimed, entry.claimId], [false, "first"]);
    });

    it("a result and a release whose replies are lost are there, once", async () => {
      const ledger = await openThere();
      await ledger.claim(aKey(), aClaim());
      proxy.lose.PUT = 1;
      await ledger.record(aKey(), "claim-1", { state: "sent" });
      assert.equal((await ledger.read(aKey()))?.state, "sent");
      await ledger.claim(aKey({ platform: "windows" }), aClaim());
      proxy.lose.DELETE = 1;
      await ledger.release(aKey({ platform: "windows" }), "claim-1");
      assert.equal(await ledger.read(aKey({ platform: "windows" })), undefined);
      assert.deepEqual(proxy.lose, { PUT: 0, DELETE: 0 });
    });

    it("a claim whose every reply is lost fails and does not count", async () => {
      const ledger = await openThere();
      proxy.lose.PUT = 1;
      proxy.lose.HEAD = 4;
      await assert.rejects(ledger.claim(aKey(), aClaim()), { code: "LEDGER_UNREACHABLE" });
      assert.equal(await ledger.read(aKey()), undefined);
    });
  });

  it("without the optional packages azblob asks for them, and file needs none", async () => {
    const folder = await mkdtemp(join(tmpdir(), "ledger-bare-"));
    try {
      await cp(dirname(require.resolve("../../../provider/journal/ledger/ledger")), join(folder, "ledger"), {
        recursive: true,
      });
      await mkdir(join(folder, "node_modules"));
      await symlink(dirname(require.resolve("zod/package.json")), join(folder, "node_modules/zod"), "junction");
      const script = `const { openLedger } = require("./ledger/ledger");
        openLedger("file:.").then((l) => l.read({ hub: "a/b", announcement: "c", digest: "d", platform: "e" })).then(() => openLedger("azblob://contoso/ledger")).catch((e) => console.log(e.code, e.message))`;
      const { stdout } = await promisify(execFile)(process.execPath, ["-e", script], { cwd: folder });
      assert.match(
        stdout,
        /^LEDGER_UNSUPPORTED .*@azure\/storage-blob, .* run `npm install @azure\/storage-blob @azure\/identity`/,
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

async function serve(listener: RequestListener): Promise<Server> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

const addressOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
