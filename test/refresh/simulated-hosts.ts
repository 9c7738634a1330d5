import type { RefreshConfig } from '../../src/config-refresh.ts'
import { createBitbucketRules } from '../hosts/bitbucket.ts'
import { createClickPyRules } from '../hosts/clickpy.ts'
import { createForgejoRules } from '../hosts/forgejo.ts'
import { createGithubRules, type GithubOptions, type GithubRules } from '../hosts/github.ts'
import { createGitlabRules } from '../hosts/gitlab.ts'
import { createPypiRules } from '../hosts/pypi.ts'
import { type HostRules, type SimulatedHost, startHost } from '../hosts/server.ts'
import type { World } from '../hosts/world.ts'

export interface SimulatedHosts extends AsyncDisposable {
  github: SimulatedHost
  gitlab: SimulatedHost
  bitbucket: SimulatedHost
  codeberg: SimulatedHost
  pypi: SimulatedHost
  githubRules: GithubRules
  /** Settings and addresses with which everything that may be asked is simulated. */
  settings: RefreshConfig
  apiUrls: Record<string, string>
}

export interface SimulationOptions {
  /** Real time between a request and its answer. */
  latencyMs?: number
  github?: GithubOptions
  /** With a token Bitbucket answers 1,000 questions an hour, else 60. */
  hasBitbucketToken?: boolean
}

/** Every host of a world, each on a port of its own. */
export async function startSimulatedHosts(world: World, options: SimulationOptions = {}): Promise<SimulatedHosts> {
  const { latencyMs = 0, hasBitbucketToken = true } = options
  const start = (rules: HostRules) => startHost({ world, rules, latencyMs })
  const githubRules = createGithubRules(world, options.github)
  const github = await start(githubRules)
  const gitlab = await start(createGitlabRules(world))
  const bitbucket = await start(createBitbucketRules(world, { questionsPerHour: hasBitbucketToken ? 1_000 : 60 }))
  const codeberg = await start(createForgejoRules(world))
  const pypi = await start(createPypiRules(world))
  const clickpy = await start(
    createClickPyRules(world, { downloadsOn: (project, day) => project.length * 10 + Number(day.slice(-1)) }),
  )
  return {
    github,
    gitlab,
    bitbucket,
    codeberg,
    pypi,
    githubRules,
    settings: {
      mode: 'on',
      maxAgeMs: 86_400_000,
      contact: 'https://packages.example/about',
      githubTokens: ['secret-token'],
      githubApiUrl: github.url,
      githubWebhookSecret: undefined,
      gitlabToken: undefined,
      bitbucketToken: hasBitbucketToken ? 'another-token' : undefined,
      gitlabHosts: [],
      forgejoHosts: [],
      pypiUrl: pypi.url,
      hasDownloads: true,
      allowHosts: ['127.0.0.1'],
    },
    apiUrls: {
      'gitlab.com': `${gitlab.url}/api`,
      'bitbucket.org': `${bitbucket.url}/2.0`,
      'codeberg.org': `${codeberg.url}/api/v1`,
      ClickPy: `${clickpy.url}/?user=play`,
    },
    async [Symbol.asyncDispose]() {
      for (const host of [github, gitlab, bitbucket, codeberg, pypi, clickpy]) await host.close()
    },
  }
}
