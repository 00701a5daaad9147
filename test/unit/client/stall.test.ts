import assert from "node:assert/strict";
import { HubConnectionError } from "../../../provider/client/errors/hubConnectionError";
import { HubTimeoutError } from "../../../provider/client/errors/hubTimeoutError";
import { type Script, withHub } from "./scriptedHub";

/** A status, the first half of a body, and nothing more. */
const stalls =
  (status: number): Script =>
  (_request, response) => {
    response.writeHead(status, { "Content-Length": 100, TrackingId: "t" });
    response.write("<half>");
  };

describe("a body that stalls after its status", () => {
  for (const status of [200, 503]) {
    it(`is one request and a HubTimeoutError for a question answered with ${status}`, () =>
      withHub(stalls(status), async (hub) => {
        const error = await hub
          .client({ timeoutMs: 150 })
          .getOutcome("id")
          .catch((reason: unknown) => reason);
        assert.ok(error instanceof HubTimeoutError, String(error));
        assert.equal(hub.received.length, 1);
      }));
  }

  it("is a success for a send that was accepted", () =>
    withHub(stalls(201), async (hub) => {
      assert.equal((await hub.client({ timeoutMs: 150 }).sendApple({ aps: {} }, { everyone: true })).status, 201);
      assert.equal(hub.received.length, 1);
    }));
});

describe("a hub's words in an error", () => {
  const hostile = "first\u001b[31m\u0007\u202egnp.exe\u2066x\u200f\nsecond";

  it("hold no control characters and no marks that turn the direction of text", () =>
    withHub(
      (_request, response) => response.writeHead(400).end(`<Error><Detail>${hostile}</Detail></Error>`),
      async (hub) => {
        const error = await hub
          .client()
          .sendApple({ aps: {} }, { everyone: true })
          .catch((reason: unknown) => reason);
        assert.ok(error instanceof Error);
        assert.match(error.message, /first .*gnp\.exe.*second/);
        assert.doesNotMatch(error.message, /[\p{Cc}\p{Bidi_Control}]/u);
      },
    ));

  it("hold none either when the connection is what fails", () =>
    withHub(
      () => assert.fail("nothing arrives"),
      async (hub) => {
        const dispatcher = {
          dispatch: () => {
            throw new Error(hostile);
          },
        } as never;
        const error = await hub
          .client({ dispatcher, retry: { maxWaitSeconds: 0 } })
          .sendApple({ aps: {} }, { everyone: true })
          .catch((reason: unknown) => reason);
        assert.ok(error instanceof HubConnectionError, String(error));
        assert.doesNotMatch(error.message, /[\p{Cc}\p{Bidi_Control}]/u);
      },
    ));
});
