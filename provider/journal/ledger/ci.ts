import type { LedgerEntry } from "./entry";

/**
 * Who started a run, from which commit, and where to look at it, according to GitHub Actions, Azure Pipelines, GitLab CI or the machine.
 * https://docs.github.com/actions/reference/workflows-and-actions/variables
 * https://learn.microsoft.com/azure/devops/pipelines/build/variables
 * https://docs.gitlab.com/ci/variables/predefined_variables/
 */
export function whoAndWhere(env: NodeJS.ProcessEnv): LedgerEntry["by"] {
  const first = (...names: string[]) => names.map((name) => env[name]).find(Boolean);
  // On a re-run, GITHUB_ACTOR is who pushed and GITHUB_TRIGGERING_ACTOR is who started it.
  const actor = first("GITHUB_TRIGGERING_ACTOR", "GITHUB_ACTOR", "BUILD_REQUESTEDFOR", "GITLAB_USER_LOGIN");
  const found = {
    actor: actor ?? first("USER", "USERNAME", "LOGNAME"),
    commit: first("GITHUB_SHA", "BUILD_SOURCEVERSION", "CI_COMMIT_SHA", "GIT_COMMIT", "COMMIT_SHA"),
    run: gitHubRun(env) || azureRun(env) || first("CI_JOB_URL", "CI_PIPELINE_URL", "BUILD_URL"),
  };
  const said = Object.entries(found).map(([field, value]) => [field, tidy(value)]);
  return Object.fromEntries(said.filter(([, value]) => value));
}

const gitHubRun = (env: NodeJS.ProcessEnv): string | undefined =>
  env.GITHUB_REPOSITORY &&
  env.GITHUB_RUN_ID &&
  `${env.GITHUB_SERVER_URL || "https://github.com"}/${env.GITHUB_REPOSITORY}/actions/runs/${env.GITHUB_RUN_ID}/attempts/${env.GITHUB_RUN_ATTEMPT || 1}`;

const azureRun = (env: NodeJS.ProcessEnv): string | undefined =>
  env.SYSTEM_COLLECTIONURI &&
  env.SYSTEM_TEAMPROJECT &&
  env.BUILD_BUILDID &&
  `${env.SYSTEM_COLLECTIONURI.replace(/\/*$/, "/")}${encodeURIComponent(env.SYSTEM_TEAMPROJECT)}/_build/results?buildId=${env.BUILD_BUILDID}`;

/** One line of at most 256 characters, and no user name in a URL. */
const tidy = (text = ""): string => {
  const line = text.replace(/\p{Cc}+/gu, " ").trim();
  return line.replace(/^([a-z]+:\/\/)[^/@]*@/i, "$1").slice(0, 256);
};
