import { createBitbucketClient } from '../bitbucket/client.ts'
import type { RefreshConfig } from '../config-refresh.ts'
import { createForgejoClient } from '../forgejo/client.ts'
import { createGithubClient } from '../github/client.ts'
import { createGitlabClient } from '../gitlab/client.ts'
import type { Clock } from '../hosts/clock.ts'
import type { Call } from '../hosts/facts.ts'
import { createHostFetch } from '../hosts/fetch.ts'
import { createPacedApi, type HostAccess } from '../hosts/paced-api.ts'
import { createClickPySource } from '../pypi/clickpy.ts'
import { pypiManners } from '../pypi/client.ts'
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

  /** The way to a host, with its token if there is one. */
  function access(host: string, tokens: readonly (string | undefined)[] = []) {
    return {
      fetch,
      clock,
      tokens: tokens.filter((token) => token !== undefined),
      onTokenRejected: (place) => onRejected(`${host} rejected token ${place + 1} of its setting.`),
    } satisfies HostAccess
  }

  function githubSource(): Source {
    const apiUrl = apiUrls['github.com'] ?? settings.githubApiUrl
    const client = createGithubClient({ ...access('github.com'), tokens: githubTokens, apiUrl, clock })
    return { subject: 'repository', name: 'github.com', apiHost: hostOf(apiUrl), client }
  }

  function gitlabSource(name: string, token?: string): Source {
    const apiUrl = apiUrls[name]
    const client = createGitlabClient({ ...access(name, [token]), webUrl: `https://${name}`, apiUrl })
    return { subject: 'repository', name, apiHost: apiUrl ? hostOf(apiUrl) : name, client }
  }

  function forgejoSource(name: string): Source {
    const apiUrl = apiUrls[name]
    const client = createForgejoClient({ ...access(name), webUrl: `https://${name}`, apiUrl })
    return { subject: 'repository', name, apiHost: apiUrl ? hostOf(apiUrl) : name, client }
  }

  function bitbucketSource(): Source {
    const apiUrl = apiUrls['bitbucket.org']
    const client = createBitbucketClient({ ...access('bitbucket.org', [settings.bitbucketToken]), apiUrl })
    return { subject: 'repository', name: 'bitbucket.org', apiHost: hostOf(apiUrl ?? 'https://api.bitbucket.org'), client }
  }

  function indexSource(): Source {
    const url = settings.pypiUrl
    const client = createPypiProjects({ api: createPacedApi(access('pypi.org'), pypiManners), url })
    return { subject: 'project', name: 'pypi.org', apiHost: hostOf(url), client, maxAgeMs: projectMaxAgeMs }
  }

  function clickPySource(): DownloadsSource {
    const api = createPacedApi(access('ClickPy'), { pace: { concurrency: 1 } })
    return createClickPySource({ api, url: apiUrls['ClickPy'], clock })
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
    downloads: settings.hasDownloads ? clickPySource() : undefined,
    close: () => fetch.close(),
  }
}

function hostOf(url: string): string {
  return new URL(url).host
}
