import { bitbucketPace, createBitbucketClient } from '../bitbucket/client.ts'
import type { RefreshConfig } from '../config.ts'
import { createForgejoClient, forgejoPace } from '../forgejo/client.ts'
import { createGithubClient } from '../github/client.ts'
import { createGitlabClient, gitlabPace } from '../gitlab/client.ts'
import { createHostApi, type HostApi } from '../hosts/api.ts'
import type { Clock } from '../hosts/clock.ts'
import { createCredentials } from '../hosts/credentials.ts'
import type { Call } from '../hosts/facts.ts'
import { createHostFetch } from '../hosts/fetch.ts'
import { createHostGate, type HostGateOptions } from '../hosts/gate.ts'
import { createClickPySource } from '../pypi/clickpy.ts'
import type { DownloadsSource } from '../pypi/downloads.ts'
import { createPypiProjects } from './pypi-projects.ts'
import type { Source } from './source.ts'

export interface OpenSources {
  sources: Source[]
  downloads: DownloadsSource | undefined
  close: () => Promise<void>
}

export interface SourceOptions {
  settings: RefreshConfig
  clock: Clock
  /** Hears of every request, for the ledger. */
  onCall: (call: Call) => void
  /** Hears that a host rejected a token; the words hold nothing of it. */
  onRejected: (message: string) => void
  /** Where the APIs of hosts lie, by host name, if not where they are known to lie. */
  apiUrls?: Readonly<Record<string, string>>
}

/** An index that tells of every change need not be asked about a project that did not change but to be sure. */
const projectMaxAgeMs = 30 * 86_400_000

/** Everything that may be asked, as the settings have it. GitHub's way of asking in batches needs a token: without one it is left out. */
export function createSources({ settings, clock, onCall, onRejected, apiUrls = {} }: SourceOptions): OpenSources {
  const { contact, allowHosts, githubTokens } = settings
  const fetch = createHostFetch({ contact, allowHosts, onCall })

  function openApi(host: string, pace: HostGateOptions, token?: string, toHeader = toBearer): HostApi {
    const credentials = createCredentials(token ? [token] : [], toHeader, () => onRejected(`${host} rejected its token.`))
    return createHostApi({ fetch, gate: createHostGate({ ...pace, clock }), credentials })
  }

  function githubSource(): Source {
    const apiUrl = apiUrls['github.com'] ?? settings.githubApiUrl
    const onTokenRejected = (place: number) => onRejected(`GitHub rejected token ${place + 1} of GITHUB_TOKEN.`)
    const client = createGithubClient({ fetch, tokens: githubTokens, apiUrl, clock, onTokenRejected })
    return { subject: 'repository', name: 'github.com', apiHost: hostOf(apiUrl), client }
  }

  function gitlabSource(name: string, token?: string): Source {
    const apiUrl = apiUrls[name]
    const api = openApi(name, gitlabPace, token, (secret) => ({ 'private-token': secret }))
    const client = createGitlabClient({ api, webUrl: `https://${name}`, apiUrl, clock })
    return { subject: 'repository', name, apiHost: apiUrl ? hostOf(apiUrl) : name, client }
  }

  function forgejoSource(name: string): Source {
    const apiUrl = apiUrls[name]
    const client = createForgejoClient({ api: openApi(name, forgejoPace), webUrl: `https://${name}`, apiUrl, clock })
    return { subject: 'repository', name, apiHost: apiUrl ? hostOf(apiUrl) : name, client }
  }

  function bitbucketSource(): Source {
    const apiUrl = apiUrls['bitbucket.org']
    const { bitbucketToken: token } = settings
    const api = openApi('bitbucket.org', bitbucketPace, token)
    const client = createBitbucketClient({ api, apiUrl, questionsPerHour: token ? 1_000 : 60, clock })
    return { subject: 'repository', name: 'bitbucket.org', apiHost: hostOf(apiUrl ?? 'https://api.bitbucket.org'), client }
  }

  function indexSource(): Source {
    const url = settings.pypiUrl
    const client = createPypiProjects({ api: openApi('pypi.org', { concurrency: 1 }), url })
    return { subject: 'project', name: 'pypi.org', apiHost: hostOf(url), client, maxAgeMs: projectMaxAgeMs }
  }

  return {
    sources: [
      ...(githubTokens.length > 0 ? [githubSource()] : []),
      gitlabSource('gitlab.com', settings.gitlabToken),
      ...settings.gitlabHosts.map((host) => gitlabSource(host)),
      bitbucketSource(),
      forgejoSource('codeberg.org'),
      ...settings.forgejoHosts.map(forgejoSource),
      indexSource(),
    ],
    downloads: settings.hasDownloads ? createClickPySource({ api: openApi('ClickPy', { concurrency: 1 }), clock }) : undefined,
    close: () => fetch.close(),
  }
}

function toBearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` }
}

function hostOf(url: string): string {
  return new URL(url).host
}
