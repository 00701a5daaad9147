import assert from "node:assert/strict";
import { whoAndWhere } from "../../../provider/journal/ledger/ci";

describe("who and where", () => {
  it("GitHub Actions: the one who asked for the run, the commit, the attempt", () => {
    const env = {
      GITHUB_ACTIONS: "true",
      GITHUB_ACTOR: "ana",
      GITHUB_SHA: "c0ffee",
      GITHUB_REPOSITORY: "contoso/app",
      GITHUB_RUN_ID: "42",
    };
    assert.deepEqual(whoAndWhere(env), {
      actor: "ana",
      commit: "c0ffee",
      run: "https://github.com/contoso/app/actions/runs/42/attempts/1",
    });
    const rerun = {
      ...env,
      GITHUB_TRIGGERING_ACTOR: "ben",
      GITHUB_SERVER_URL: "https://ghe.example",
      GITHUB_RUN_ATTEMPT: "3",
    };
    assert.equal(whoAndWhere(rerun).actor, "ben");
    assert.equal(whoAndWhere(rerun).run, "https://ghe.example/contoso/app/actions/runs/42/attempts/3");
  });

  it("Azure Pipelines: a project's name is part of a URL", () => {
    const env = {
      TF_BUILD: "True",
      BUILD_REQUESTEDFOR: "Ana Lima",
      BUILD_SOURCEVERSION: "c0ffee",
      SYSTEM_COLLECTIONURI: "https://dev.azure.com/contoso/",
      SYSTEM_TEAMPROJECT: "Mobile App",
      BUILD_BUILDID: "42",
    };
    assert.deepEqual(whoAndWhere(env), {
      actor: "Ana Lima",
      commit: "c0ffee",
      run: "https://dev.azure.com/contoso/Mobile%20App/_build/results?buildId=42",
    });
  });

  it("GitLab: the job, or else the pipeline", () => {
    const env = {
      GITLAB_CI: "true",
      GITLAB_USER_LOGIN: "ana",
      CI_COMMIT_SHA: "c0ffee",
      CI_PIPELINE_URL: "https://gl.example/p/1",
    };
    assert.deepEqual(whoAndWhere(env), { actor: "ana", commit: "c0ffee", run: "https://gl.example/p/1" });
    assert.equal(whoAndWhere({ ...env, CI_JOB_URL: "https://gl.example/j/2" }).run, "https://gl.example/j/2");
  });

  it("elsewhere: the user of the machine and what the build says of itself", () => {
    assert.deepEqual(whoAndWhere({ USER: "ana" }), { actor: "ana" });
    assert.deepEqual(whoAndWhere({ USERNAME: "ana", GIT_COMMIT: "c0ffee", BUILD_URL: "https://ci.example/1" }), {
      actor: "ana",
      commit: "c0ffee",
      run: "https://ci.example/1",
    });
  });

  it("nothing known is nothing said", () => {
    assert.deepEqual(whoAndWhere({}), {});
    assert.deepEqual(whoAndWhere({ GITHUB_ACTIONS: "true", GITHUB_ACTOR: "", GITHUB_RUN_ID: "42" }), {});
  });

  it("a name is one line of at most 256 characters, and a URL has no credentials", () => {
    const { actor, run } = whoAndWhere({
      USER: `  a\u001b[31m\n${"b".repeat(300)}`,
      BUILD_URL: "https://ana:PLANTED@ci.example/1",
    });
    assert.match(actor!, /^a \[31m b+$/);
    assert.equal(actor!.length, 256);
    assert.equal(run, "https://ci.example/1");
  });
});
