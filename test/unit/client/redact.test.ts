import assert from "node:assert/strict";
import { redact } from "../../../provider/client/redact";

describe("text that a person may see", () => {
  it("loses secrets as they are, in any case, wherever they are and however often", () => {
    assert.equal(redact("key c2VjcmV0 and C2VJCMV0, c2VjcmV0", ["c2VjcmV0"]), "key *** and ***, ***");
  });

  it("loses secrets that are percent-encoded, in any case", () => {
    assert.equal(redact("sr=x%2By%3D, X%2bY%3d and x+y=", ["x+y="]), "sr=***, *** and ***");
  });

  it("loses secrets that mean something in a pattern, and nothing else", () => {
    assert.equal(redact("a.c*(d)[e]^$|\\ and aXc", ["a.c*(d)[e]^$|\\"]), "*** and aXc");
    assert.equal(redact("1+1=2 and 11=2", ["1+1=2"]), "*** and 11=2");
  });

  it("keeps words that a short secret would mask", () => {
    assert.equal(redact("the key is abc", ["abc", "", "key"]), "the key is abc");
    assert.equal(redact("the key is abcd", ["abcd"]), "the key is ***");
  });

  it("loses a signature, whether or not its key is known", () => {
    const token = "SharedAccessSignature sr=https%3a%2f%2fcontoso&sig=abc%3D&se=1&skn=send";
    assert.equal(redact(`got ${token}, try again`, []), "got SharedAccessSignature *** try again");
    assert.equal(redact(`"${token}"`, []), '"SharedAccessSignature ***"');
    assert.equal(redact("sharedaccesssignature\tsr=x", []), "SharedAccessSignature ***");
    assert.equal(redact("https://blob/x?sv=1&sig=abc%2F&se=2", []), "https://blob/x?sv=1&sig=***&se=2");
    assert.equal(redact("codesig=good", []), "codesig=good");
  });

  it("loses the key of a connection string, whether or not it is known", () => {
    assert.equal(
      redact("Endpoint=sb://x/;SharedAccessKeyName=send;SharedAccessKey=abc=;EntityPath=hub", []),
      "Endpoint=sb://x/;SharedAccessKeyName=send;SharedAccessKey=***;EntityPath=hub",
    );
    assert.equal(redact("sharedaccesskey=abc", []), "sharedaccesskey=***");
  });

  it("stays empty when it is", () => {
    assert.equal(redact("", ["secret"]), "");
  });
});
