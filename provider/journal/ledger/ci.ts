/** Who started a run, from which commit, and where to look at it. */
interface WhoAndWhere {
  actor?: string;
  commit?: string;
  run?: string;
}

/** Reads who and where from the variables of GitHub Actions, Azure Pipelines, GitLab CI, or else from the common ones. */
export function whoAndWhere(env: NodeJS.ProcessEnv): WhoAndWhere {
  const { actor, commit, run } = env.GITHUB_ACTIONS
    ? gitHub(env)
    : env.TF_BUILD
      ? azurePipelines(env)
      : env.GITLAB_CI
        ? gitLab(env)
        : anywhere(env);
  return { ...tidy("actor", actor), ...tidy("commit", commit), ...tidy("run", run && withoutUser(run)) };
}

// https://docs.github.com/actions/reference/workflows-and-actions/variables
const gitHub = (env: NodeJS.ProcessEnv): WhoAndWhere => ({
  // On a re-run GITHUB_ACTOR is still the one who pushed; this is the one who asked for it now.
  actor: env.GITHUB_TRIGGERING_ACTOR || env.GITHUB_ACTOR,
  commit: env.GITHUB_SHA,
  run:
    env.GITHUB_REPOSITORY &&
    env.GITHUB_RUN_ID &&
    `${env.GITHUB_SERVER_URL || "https://github.com"}/${env.GITHUB_REPOSITORY}/actions/runs/${env.GITHUB_RUN_ID}/attempts/${env.GITHUB_RUN_ATTEMPT || 1}`,
});

// https://learn.microsoft.com/azure/devops/pipelines/build/variables
const azurePipelines = (env: NodeJS.ProcessEnv): WhoAndWhere => ({
  actor: env.BUILD_REQUESTEDFOR,
  commit: env.BUILD_SOURCEVERSION,
  run:
    env.SYSTEM_COLLECTIONURI &&
    env.SYSTEM_TEAMPROJECT &&
    env.BUILD_BUILDID &&
    `${env.SYSTEM_COLLECTIONURI.replace(/\/*$/, "/")}${encodeURIComponent(env.SYSTEM_TEAMPROJECT)}/_build/results?buildId=${env.BUILD_BUILDID}`,
});

// https://docs.gitlab.com/ci/variables/predefined_variables/
const gitLab = (env: NodeJS.ProcessEnv): WhoAndWhere => ({
  actor: env.GITLAB_USER_LOGIN,
  commit: env.CI_COMMIT_SHA,
  run: env.CI_JOB_URL || env.CI_PIPELINE_URL,
});

const anywhere = (env: NodeJS.ProcessEnv): WhoAndWhere => ({
  actor: env.USER || env.USERNAME || env.LOGNAME,
  commit: env.GIT_COMMIT || env.COMMIT_SHA,
  run: env.BUILD_URL,
});

/** One line of at most 256 characters, or nothing. */
function tidy(field: keyof WhoAndWhere, value: string | undefined): WhoAndWhere {
  const text = value
    ?.replace(/\p{Cc}+/gu, " ")
    .trim()
    .slice(0, 256);
  return text ? { [field]: text } : {};
}

const withoutUser = (url: string): string => url.replace(/^([a-z]+:\/\/)[^/@]*@/i, "$1");
