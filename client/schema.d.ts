// Written by `npm run generate` from openapi.json.

export interface Package {
  /** Absolute address of the record; the record itself when expanded. */
  category: string
  grids: (string)[]
  id: number
  title: string
  slug: string
  /** Time of the last commit. */
  last_updated: string | null
  /** Time at which the repository was last asked. */
  last_fetched: string | null
  repo_url: string
  /** Number of the latest release. */
  pypi_version: string | null
  /** ISO 8601, up to microseconds, in the time zone of the directory. */
  created: string
  /** ISO 8601, up to microseconds, in the time zone of the directory. */
  modified: string
  repo_forks: number
  repo_description: string
  pypi_url: string
  documentation_url: string | null
  /** Stars. */
  repo_watchers: number
  /** Commits of each of the last 52 weeks, the oldest first, or nothing. */
  commits_over_52: (number)[]
  /** Names of contributors on the repository host. */
  participants: (string)[]
}

/** A version of a package on the package index. */
export interface Release {
  id: number
  package: string
  number: string
  license: string | null
  licenses: (string)[] | null
  /** Whether lists of releases leave it out. */
  hidden: boolean
  released: string | null
  /** As the classifiers of the package index number it; 0: unknown. */
  development_status: number
  supports_python3: boolean
  created: string
  modified: string
}

/** A site that uses a package. */
export interface Example {
  id: number
  package: string
  title: string
  url: string
  /** Whether moderators approved it; null until they have looked. */
  active: boolean | null
  created: string
  modified: string
}

/** A note to the moderators that something is wrong with a package. */
export interface Flag {
  id: number
  package: string
  reason: string
  /** Whether moderators agree. */
  approved: boolean
  created: string
  modified: string
}

export interface Grid {
  id: number
  title: string
  slug: string
  description: string
  is_locked: boolean
  /** Addresses of the packages by title, in code-point order; the records themselves when expanded. */
  packages: (string)[]
  /** Whether the home page names it. */
  header: boolean
  created: string
  modified: string
}

/** A row of a grid. */
export interface Feature {
  id: number
  grid: string
  title: string
  description: string
  created: string
  modified: string
}

/** A cell of a grid: what a package offers of a feature. */
export interface Element {
  id: number
  grid: string
  package: string
  feature: string
  text: string
  created: string
  modified: string
}

export interface Category {
  id: number
  title: string
  slug: string
  description: string
  title_plural: string
  show_pypi: boolean
  created: string
  modified: string
}

export interface Revision {
  id: number
  at: string
  /** Who; null for what no account did. */
  account: {
    id: number
    name: string
  } | null
  /** By which way: api, page, import, refresh, command, or sql for a direct connection. */
  via: string
  /** What was edited. */
  record: {
    type: 'package' | 'grid' | 'category'
    id: number
    title: string | null
    /** Null when it is deleted. */
    url: string | null
  }
  /** The revision that this one took back. */
  reverts: number | null
  changes: ({
    /** package, grid, category, membership, feature, element, release or example. */
    type: string
    id: number
    action: 'insert' | 'update' | 'delete'
    fields: Record<string, {
      from: unknown
      to: unknown
    }>
  })[]
}

export interface SearchHit {
  /** With emoji in place of their `:short_names:`; the title too. */
  description: string
  title: string
  /** The title as stored. */
  title_no_prefix: string
  /** The slug. */
  slug_no_prefix: string
  /** The title as stored. */
  clean_title: string
  /** Path of its page. */
  absolute_url: string
  /** Since when it is found. */
  created: string
  /** When what it is found by changed. */
  modified: string
  /** From 0 to 100: use, popularity and signs of life. */
  weight: number
  item_type: 'package' | 'grid'
  slug: string
  /** Title of the category; empty for a grid. */
  category: string
  repo_watchers: number
  repo_forks: number
  pypi_downloads: number
  score: number
  /** How many say that they use it. */
  usage: number
  /** Names separated by commas. */
  participants: string
  last_committed: string | null
  last_released: string | null
}

export interface RefreshReceipt {
  id: string
  /** Where the receipt lies. */
  url: string
  package: string
  state: 'waiting' | 'finished'
  asked_at: string
  /** Wishes that are served before this one. */
  position: number
  expected_at: string | null
  finished_at: string | null
  /** What came of asking the repository and the project; null while it has not been asked. */
  results: Record<string, null | {
    outcome: 'changed' | 'unchanged' | 'failed' | 'missing'
    /** New values by field. */
    changes: Record<string, unknown>
    reason?: string
    answered_at: string
  }>
}

/** By address and method: what goes in and what comes out. */
export interface Paths {
  '/api/v4/packages/{key}/refresh/': {
    /** Ask that a package be refreshed */
    POST: {
      path: {
        /** Id or slug. */
        key: string
      }
      query: {}
      body: undefined
      answer: RefreshReceipt
      refusal: unknown
    }
  }
  '/api/v4/': {
    /** List the endpoints */
    GET: {
      path: {}
      query: {
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: undefined
      answer: {
        packages: string
        search: string
        grids: string
        categories: string
      }
      refusal: Record<string, (string)[]>
    }
  }
  '/api/v4/search/': {
    /** Search packages and grids */
    GET: {
      path: {}
      query: {
        /** Words, "phrases", -exclusions, a repository address or a purl. With `v=2` also operators: `category:apps stars:>100 python:3.13`. */
        q?: string
        /** 1 (or nothing): the first 20 hits as a plain array. 2: pages, facets and explanations. */
        v?: '1' | '2'
        /** With `v=2`: package or grid. Several are separated by commas. */
        item_type?: string
        /** With `v=2`: Slug or id of a category. Several are separated by commas. */
        category?: string
        /** With `v=2`: Slug or id of a grid that holds the package. Several are separated by commas. */
        grid?: string
        /** With `v=2`: Licence as the package index states it, whatever its case. Several are separated by commas. */
        licence?: string
        /** With `v=2`: Minor version of Python that the package says it supports: 3.13. Several are separated by commas. */
        python?: string
        /** With `v=2`: true: packages that nobody calls archived, deprecated or gone and that showed life within two years. false: the others. Several are separated by commas. */
        maintained?: string
        /** With `v=2`: hits a page, at most 100. */
        limit?: number
        /** With `v=2`: hits to skip; the first 1000 hits can be read. */
        offset?: number
        /** With `v=2`: 1 adds to each hit what its relevance is the sum of. */
        explain?: '0' | '1'
      }
      body: undefined
      answer: (SearchHit)[] | {
        /** Hits on all pages. */
        count: number
        next: string | null
        previous: string | null
        results: (unknown)[]
        /** By facet its values among the hits, counted as if none of them were chosen. */
        facets: Record<string, ({
          value: string
          label: string
          count: number
        })[]>
        /** How the hits were found: by all words, by other words where those typed stand nowhere, and so on. */
        matched_by: 'words' | 'correction' | 'any word' | 'address' | 'conditions'
        did_you_mean: string | null
        /** For a person. */
        message: string | null
      }
      refusal: Record<string, (string)[]>
    }
  }
  '/api/v4/refreshes/{key}/': {
    /** Get the receipt of a refresh */
    GET: {
      path: {
        /** The record. */
        key: string
      }
      query: {}
      body: undefined
      answer: RefreshReceipt
      refusal: Record<string, (string)[]>
    }
  }
  '/api/v4/revisions/revert/': {
    /** Revert the edits of an account in a span of time */
    POST: {
      path: {}
      query: {
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: {
        account: string
        after: string
        before?: string
      }
      answer: {
        /** The revisions that were taken back as a whole. */
        reverted: (number)[]
        /** What others have changed since, and so stayed. */
        kept: ({
          revision: number
          type: string
          id: number
          fields: (string)[]
        })[]
      }
      refusal: Record<string, (string)[]> | {
        detail: string
      }
    }
  }
  '/api/v4/revisions/{key}/revert/': {
    /** Revert one edit */
    POST: {
      path: {
        /** The record. */
        key: string
      }
      query: {
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: undefined
      answer: Revision
      refusal: Record<string, (string)[]> | {
        detail: string
      }
    }
  }
  '/api/v4/packages/{key}/undelete/': {
    /** Undelete a package by its id or last slug */
    POST: {
      path: {
        /** The record. */
        key: string
      }
      query: {
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: undefined
      answer: Revision
      refusal: Record<string, (string)[]> | {
        detail: string
      }
    }
  }
  '/api/v4/grids/{key}/undelete/': {
    /** Undelete a grid by its id or last slug */
    POST: {
      path: {
        /** The record. */
        key: string
      }
      query: {
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: undefined
      answer: Revision
      refusal: Record<string, (string)[]> | {
        detail: string
      }
    }
  }
  '/api/v4/categories/{key}/undelete/': {
    /** Undelete a category by its id or last slug */
    POST: {
      path: {
        /** The record. */
        key: string
      }
      query: {
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: undefined
      answer: Revision
      refusal: Record<string, (string)[]> | {
        detail: string
      }
    }
  }
  '/api/v4/packages/': {
    /** List packages */
    GET: {
      path: {}
      query: {
        /** Records a page, at most 1,000 (100 with `expand`); anything unusable counts as 20. */
        limit?: number
        /** Records to skip; anything unusable counts as 0. */
        offset?: number
        /** For reading everything: start with an empty cursor and follow `next` until it is null. Goes by rising id, so each record comes once however many are added meanwhile; there is no `count`. */
        cursor?: string
        /** Only the records with these ids, up to 200, separated by commas. */
        ids?: string
        /** Only the records with these slugs, up to 200, separated by commas. */
        slugs?: string
        /** Text in the title, slug or description, whatever its case. */
        q?: string
        /** Id or slug of the category. */
        category?: string
        /** Id or slug of a grid that holds the package. */
        grid?: string
        /** Name of a contributor, exactly as listed. */
        participant?: string
        /** Host of the repository. */
        repo_host?: 'bitbucket' | 'github' | 'gitlab' | 'codeberg' | 'forgejo'
        /** Whether the repository host says that the repository is archived. */
        archived?: boolean
        /** At or after this date or ISO 8601 time. Without an offset it is read in the time zone of the directory. */
        created_after?: string
        /** Earlier than this date or ISO 8601 time. Without an offset it is read in the time zone of the directory. */
        created_before?: string
        /** At or after this date or ISO 8601 time. Without an offset it is read in the time zone of the directory. */
        modified_after?: string
        /** Earlier than this date or ISO 8601 time. Without an offset it is read in the time zone of the directory. */
        modified_before?: string
        /** At or after this date or ISO 8601 time. Without an offset it is read in the time zone of the directory. */
        updated_after?: string
        /** Earlier than this date or ISO 8601 time. Without an offset it is read in the time zone of the directory. */
        updated_before?: string
        /** Fields to sort by, separated by commas, each with `-` in front for falling: id, title, slug, created, modified, last_updated, last_fetched, repo_watchers, repo_forks. The newest id breaks ties. */
        ordering?: string
        /** Only these fields, separated by commas: category, grids, id, title, slug, last_updated, last_fetched, repo_url, pypi_version, created, modified, repo_forks, repo_description, pypi_url, documentation_url, repo_watchers, commits_over_52, participants. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Records in place of their links, separated by commas: category, grids. */
        expand?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: undefined
      answer: {
        /** Records that match, on all pages; not with `cursor`. */
        count?: number
        next: string | null
        previous: string | null
        results: (Package)[]
      }
      refusal: Record<string, (string)[]>
    }
    /** Add a package */
    POST: {
      path: {}
      query: {
        /** Records a page, at most 1,000 (100 with `expand`); anything unusable counts as 20. */
        limit?: number
        /** Records to skip; anything unusable counts as 0. */
        offset?: number
        /** For reading everything: start with an empty cursor and follow `next` until it is null. Goes by rising id, so each record comes once however many are added meanwhile; there is no `count`. */
        cursor?: string
        /** Only the records with these ids, up to 200, separated by commas. */
        ids?: string
        /** Only the records with these slugs, up to 200, separated by commas. */
        slugs?: string
        /** Text in the title, slug or description, whatever its case. */
        q?: string
        /** Id or slug of the category. */
        category?: string
        /** Id or slug of a grid that holds the package. */
        grid?: string
        /** Name of a contributor, exactly as listed. */
        participant?: string
        /** Host of the repository. */
        repo_host?: 'bitbucket' | 'github' | 'gitlab' | 'codeberg' | 'forgejo'
        /** Whether the repository host says that the repository is archived. */
        archived?: boolean
        /** At or after this date or ISO 8601 time. Without an offset it is read in the time zone of the directory. */
        created_after?: string
        /** Earlier than this date or ISO 8601 time. Without an offset it is read in the time zone of the directory. */
        created_before?: string
        /** At or after this date or ISO 8601 time. Without an offset it is read in the time zone of the directory. */
        modified_after?: string
        /** Earlier than this date or ISO 8601 time. Without an offset it is read in the time zone of the directory. */
        modified_before?: string
        /** At or after this date or ISO 8601 time. Without an offset it is read in the time zone of the directory. */
        updated_after?: string
        /** Earlier than this date or ISO 8601 time. Without an offset it is read in the time zone of the directory. */
        updated_before?: string
        /** Fields to sort by, separated by commas, each with `-` in front for falling: id, title, slug, created, modified, last_updated, last_fetched, repo_watchers, repo_forks. The newest id breaks ties. */
        ordering?: string
        /** Only these fields, separated by commas: category, grids, id, title, slug, last_updated, last_fetched, repo_url, pypi_version, created, modified, repo_forks, repo_description, pypi_url, documentation_url, repo_watchers, commits_over_52, participants. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Records in place of their links, separated by commas: category, grids. */
        expand?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: {
        /** Address of the record, or its id or slug as text. */
        category: string
        grids: (string)[]
        title: string
        slug: string
        repo_url?: string
        repo_host?: '' | 'bitbucket' | 'github' | 'gitlab' | 'codeberg' | 'forgejo'
        pypi_url?: string
        documentation_url?: string | null
      }
      answer: Package
      refusal: Record<string, (string)[]> | {
        detail: string
      }
    }
  }
  '/api/v4/packages/{key}/': {
    /** Get one package by id or slug */
    GET: {
      path: {
        /** The record. */
        key: string
      }
      query: {
        /** Only these fields, separated by commas: category, grids, id, title, slug, last_updated, last_fetched, repo_url, pypi_version, created, modified, repo_forks, repo_description, pypi_url, documentation_url, repo_watchers, commits_over_52, participants. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Records in place of their links, separated by commas: category, grids. */
        expand?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
        /** With 1, the field `provenance` says for every fetched field where it comes from, when, and whether that fails. */
        provenance?: '1'
      }
      body: undefined
      answer: Package
      refusal: Record<string, (string)[]>
    }
    /** Replace all that can be written of a package */
    PUT: {
      path: {
        /** The record. */
        key: string
      }
      query: {
        /** Only these fields, separated by commas: category, grids, id, title, slug, last_updated, last_fetched, repo_url, pypi_version, created, modified, repo_forks, repo_description, pypi_url, documentation_url, repo_watchers, commits_over_52, participants. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Records in place of their links, separated by commas: category, grids. */
        expand?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
        /** With 1, the field `provenance` says for every fetched field where it comes from, when, and whether that fails. */
        provenance?: '1'
      }
      body: {
        /** Address of the record, or its id or slug as text. */
        category: string
        grids: (string)[]
        title: string
        slug: string
        repo_url?: string
        repo_host?: '' | 'bitbucket' | 'github' | 'gitlab' | 'codeberg' | 'forgejo'
        pypi_url?: string
        documentation_url?: string | null
      }
      answer: Package
      refusal: Record<string, (string)[]> | {
        detail: string
      }
    }
    /** Change fields of a package */
    PATCH: {
      path: {
        /** The record. */
        key: string
      }
      query: {
        /** Only these fields, separated by commas: category, grids, id, title, slug, last_updated, last_fetched, repo_url, pypi_version, created, modified, repo_forks, repo_description, pypi_url, documentation_url, repo_watchers, commits_over_52, participants. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Records in place of their links, separated by commas: category, grids. */
        expand?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
        /** With 1, the field `provenance` says for every fetched field where it comes from, when, and whether that fails. */
        provenance?: '1'
      }
      body: {
        /** Address of the record, or its id or slug as text. */
        category?: string
        grids?: (string)[]
        title?: string
        slug?: string
        repo_url?: string
        repo_host?: '' | 'bitbucket' | 'github' | 'gitlab' | 'codeberg' | 'forgejo'
        pypi_url?: string
        documentation_url?: string | null
      }
      answer: Package
      refusal: Record<string, (string)[]> | {
        detail: string
      }
    }
    /** Delete a package */
    DELETE: {
      path: {
        /** The record. */
        key: string
      }
      query: {
        /** Only these fields, separated by commas: category, grids, id, title, slug, last_updated, last_fetched, repo_url, pypi_version, created, modified, repo_forks, repo_description, pypi_url, documentation_url, repo_watchers, commits_over_52, participants. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Records in place of their links, separated by commas: category, grids. */
        expand?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
        /** With 1, the field `provenance` says for every fetched field where it comes from, when, and whether that fails. */
        provenance?: '1'
      }
      body: undefined
      answer: undefined
      refusal: Record<string, (string)[]> | {
        detail: string
      }
    }
  }
  '/api/v4/packages/{key}/releases/': {
    /** List releases */
    GET: {
      path: {
        /** The record. */
        key: string
      }
      query: {
        /** Records a page, at most 1,000 (100 with `expand`); anything unusable counts as 20. */
        limit?: number
        /** Records to skip; anything unusable counts as 0. */
        offset?: number
        /** For reading everything: start with an empty cursor and follow `next` until it is null. Goes by rising id, so each record comes once however many are added meanwhile; there is no `count`. */
        cursor?: string
        /** Only the records with these ids, up to 200, separated by commas. */
        ids?: string
        /** Only the records with these slugs, up to 200, separated by commas. */
        slugs?: string
        /** Fields to sort by, separated by commas, each with `-` in front for falling: id, released. The newest id breaks ties. */
        ordering?: string
        /** Only these fields, separated by commas: id, package, number, license, licenses, hidden, released, development_status, supports_python3, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: undefined
      answer: {
        /** Records that match, on all pages; not with `cursor`. */
        count?: number
        next: string | null
        previous: string | null
        results: (Release)[]
      }
      refusal: Record<string, (string)[]>
    }
  }
  '/api/v4/packages/{key}/releases/{child}/': {
    /** Get one release by id */
    GET: {
      path: {
        /** The record above. */
        key: string
        /** The record. */
        child: string
      }
      query: {
        /** Only these fields, separated by commas: id, package, number, license, licenses, hidden, released, development_status, supports_python3, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: undefined
      answer: Release
      refusal: Record<string, (string)[]>
    }
    /** Replace all that can be written of a release */
    PUT: {
      path: {
        /** The record above. */
        key: string
        /** The record. */
        child: string
      }
      query: {
        /** Only these fields, separated by commas: id, package, number, license, licenses, hidden, released, development_status, supports_python3, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: {
        hidden?: boolean
      }
      answer: Release
      refusal: Record<string, (string)[]> | {
        detail: string
      }
    }
    /** Change fields of a release */
    PATCH: {
      path: {
        /** The record above. */
        key: string
        /** The record. */
        child: string
      }
      query: {
        /** Only these fields, separated by commas: id, package, number, license, licenses, hidden, released, development_status, supports_python3, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: {
        hidden?: boolean
      }
      answer: Release
      refusal: Record<string, (string)[]> | {
        detail: string
      }
    }
  }
  '/api/v4/packages/{key}/examples/': {
    /** List examples */
    GET: {
      path: {
        /** The record. */
        key: string
      }
      query: {
        /** Records a page, at most 1,000 (100 with `expand`); anything unusable counts as 20. */
        limit?: number
        /** Records to skip; anything unusable counts as 0. */
        offset?: number
        /** For reading everything: start with an empty cursor and follow `next` until it is null. Goes by rising id, so each record comes once however many are added meanwhile; there is no `count`. */
        cursor?: string
        /** Only the records with these ids, up to 200, separated by commas. */
        ids?: string
        /** Only the records with these slugs, up to 200, separated by commas. */
        slugs?: string
        /** Fields to sort by, separated by commas, each with `-` in front for falling: id, title. The newest id breaks ties. */
        ordering?: string
        /** Only these fields, separated by commas: id, package, title, url, active, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: undefined
      answer: {
        /** Records that match, on all pages; not with `cursor`. */
        count?: number
        next: string | null
        previous: string | null
        results: (Example)[]
      }
      refusal: Record<string, (string)[]>
    }
    /** Add an example */
    POST: {
      path: {
        /** The record. */
        key: string
      }
      query: {
        /** Records a page, at most 1,000 (100 with `expand`); anything unusable counts as 20. */
        limit?: number
        /** Records to skip; anything unusable counts as 0. */
        offset?: number
        /** For reading everything: start with an empty cursor and follow `next` until it is null. Goes by rising id, so each record comes once however many are added meanwhile; there is no `count`. */
        cursor?: string
        /** Only the records with these ids, up to 200, separated by commas. */
        ids?: string
        /** Only the records with these slugs, up to 200, separated by commas. */
        slugs?: string
        /** Fields to sort by, separated by commas, each with `-` in front for falling: id, title. The newest id breaks ties. */
        ordering?: string
        /** Only these fields, separated by commas: id, package, title, url, active, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: {
        title: string
        url: string
        active?: boolean | null
      }
      answer: Example
      refusal: Record<string, (string)[]> | {
        detail: string
      }
    }
  }
  '/api/v4/packages/{key}/examples/{child}/': {
    /** Get one example by id */
    GET: {
      path: {
        /** The record above. */
        key: string
        /** The record. */
        child: string
      }
      query: {
        /** Only these fields, separated by commas: id, package, title, url, active, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: undefined
      answer: Example
      refusal: Record<string, (string)[]>
    }
    /** Replace all that can be written of an example */
    PUT: {
      path: {
        /** The record above. */
        key: string
        /** The record. */
        child: string
      }
      query: {
        /** Only these fields, separated by commas: id, package, title, url, active, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: {
        title: string
        url: string
        active?: boolean | null
      }
      answer: Example
      refusal: Record<string, (string)[]> | {
        detail: string
      }
    }
    /** Change fields of an example */
    PATCH: {
      path: {
        /** The record above. */
        key: string
        /** The record. */
        child: string
      }
      query: {
        /** Only these fields, separated by commas: id, package, title, url, active, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: {
        title?: string
        url?: string
        active?: boolean | null
      }
      answer: Example
      refusal: Record<string, (string)[]> | {
        detail: string
      }
    }
    /** Delete an example */
    DELETE: {
      path: {
        /** The record above. */
        key: string
        /** The record. */
        child: string
      }
      query: {
        /** Only these fields, separated by commas: id, package, title, url, active, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: undefined
      answer: undefined
      refusal: Record<string, (string)[]> | {
        detail: string
      }
    }
  }
  '/api/v4/packages/{key}/flags/': {
    /** List flags */
    GET: {
      path: {
        /** The record. */
        key: string
      }
      query: {
        /** Records a page, at most 1,000 (100 with `expand`); anything unusable counts as 20. */
        limit?: number
        /** Records to skip; anything unusable counts as 0. */
        offset?: number
        /** For reading everything: start with an empty cursor and follow `next` until it is null. Goes by rising id, so each record comes once however many are added meanwhile; there is no `count`. */
        cursor?: string
        /** Only the records with these ids, up to 200, separated by commas. */
        ids?: string
        /** Only the records with these slugs, up to 200, separated by commas. */
        slugs?: string
        /** Fields to sort by, separated by commas, each with `-` in front for falling: id. The newest id breaks ties. */
        ordering?: string
        /** Only these fields, separated by commas: id, package, reason, approved, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: undefined
      answer: {
        /** Records that match, on all pages; not with `cursor`. */
        count?: number
        next: string | null
        previous: string | null
        results: (Flag)[]
      }
      refusal: Record<string, (string)[]>
    }
    /** Add a flag */
    POST: {
      path: {
        /** The record. */
        key: string
      }
      query: {
        /** Records a page, at most 1,000 (100 with `expand`); anything unusable counts as 20. */
        limit?: number
        /** Records to skip; anything unusable counts as 0. */
        offset?: number
        /** For reading everything: start with an empty cursor and follow `next` until it is null. Goes by rising id, so each record comes once however many are added meanwhile; there is no `count`. */
        cursor?: string
        /** Only the records with these ids, up to 200, separated by commas. */
        ids?: string
        /** Only the records with these slugs, up to 200, separated by commas. */
        slugs?: string
        /** Fields to sort by, separated by commas, each with `-` in front for falling: id. The newest id breaks ties. */
        ordering?: string
        /** Only these fields, separated by commas: id, package, reason, approved, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: {
        reason: string
        approved?: boolean
      }
      answer: Flag
      refusal: Record<string, (string)[]> | {
        detail: string
      }
    }
  }
  '/api/v4/packages/{key}/flags/{child}/': {
    /** Get one flag by id */
    GET: {
      path: {
        /** The record above. */
        key: string
        /** The record. */
        child: string
      }
      query: {
        /** Only these fields, separated by commas: id, package, reason, approved, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: undefined
      answer: Flag
      refusal: Record<string, (string)[]>
    }
    /** Replace all that can be written of a flag */
    PUT: {
      path: {
        /** The record above. */
        key: string
        /** The record. */
        child: string
      }
      query: {
        /** Only these fields, separated by commas: id, package, reason, approved, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: {
        reason: string
        approved?: boolean
      }
      answer: Flag
      refusal: Record<string, (string)[]> | {
        detail: string
      }
    }
    /** Change fields of a flag */
    PATCH: {
      path: {
        /** The record above. */
        key: string
        /** The record. */
        child: string
      }
      query: {
        /** Only these fields, separated by commas: id, package, reason, approved, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: {
        reason?: string
        approved?: boolean
      }
      answer: Flag
      refusal: Record<string, (string)[]> | {
        detail: string
      }
    }
    /** Delete a flag */
    DELETE: {
      path: {
        /** The record above. */
        key: string
        /** The record. */
        child: string
      }
      query: {
        /** Only these fields, separated by commas: id, package, reason, approved, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: undefined
      answer: undefined
      refusal: Record<string, (string)[]> | {
        detail: string
      }
    }
  }
  '/api/v4/grids/': {
    /** List grids */
    GET: {
      path: {}
      query: {
        /** Records a page, at most 1,000 (100 with `expand`); anything unusable counts as 20. */
        limit?: number
        /** Records to skip; anything unusable counts as 0. */
        offset?: number
        /** For reading everything: start with an empty cursor and follow `next` until it is null. Goes by rising id, so each record comes once however many are added meanwhile; there is no `count`. */
        cursor?: string
        /** Only the records with these ids, up to 200, separated by commas. */
        ids?: string
        /** Only the records with these slugs, up to 200, separated by commas. */
        slugs?: string
        /** Text in the title, slug or description, whatever its case. */
        q?: string
        /** Id or slug of a package in the grid. */
        package?: string
        /** Whether only some may edit the grid. */
        is_locked?: boolean
        /** Whether the home page names the grid. */
        header?: boolean
        /** At or after this date or ISO 8601 time. Without an offset it is read in the time zone of the directory. */
        created_after?: string
        /** Earlier than this date or ISO 8601 time. Without an offset it is read in the time zone of the directory. */
        created_before?: string
        /** At or after this date or ISO 8601 time. Without an offset it is read in the time zone of the directory. */
        modified_after?: string
        /** Earlier than this date or ISO 8601 time. Without an offset it is read in the time zone of the directory. */
        modified_before?: string
        /** Fields to sort by, separated by commas, each with `-` in front for falling: id, title, slug, created, modified. The newest id breaks ties. */
        ordering?: string
        /** Only these fields, separated by commas: id, title, slug, description, is_locked, packages, header, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Records in place of their links, separated by commas: packages. */
        expand?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: undefined
      answer: {
        /** Records that match, on all pages; not with `cursor`. */
        count?: number
        next: string | null
        previous: string | null
        results: (Grid)[]
      }
      refusal: Record<string, (string)[]>
    }
    /** Add a grid */
    POST: {
      path: {}
      query: {
        /** Records a page, at most 1,000 (100 with `expand`); anything unusable counts as 20. */
        limit?: number
        /** Records to skip; anything unusable counts as 0. */
        offset?: number
        /** For reading everything: start with an empty cursor and follow `next` until it is null. Goes by rising id, so each record comes once however many are added meanwhile; there is no `count`. */
        cursor?: string
        /** Only the records with these ids, up to 200, separated by commas. */
        ids?: string
        /** Only the records with these slugs, up to 200, separated by commas. */
        slugs?: string
        /** Text in the title, slug or description, whatever its case. */
        q?: string
        /** Id or slug of a package in the grid. */
        package?: string
        /** Whether only some may edit the grid. */
        is_locked?: boolean
        /** Whether the home page names the grid. */
        header?: boolean
        /** At or after this date or ISO 8601 time. Without an offset it is read in the time zone of the directory. */
        created_after?: string
        /** Earlier than this date or ISO 8601 time. Without an offset it is read in the time zone of the directory. */
        created_before?: string
        /** At or after this date or ISO 8601 time. Without an offset it is read in the time zone of the directory. */
        modified_after?: string
        /** Earlier than this date or ISO 8601 time. Without an offset it is read in the time zone of the directory. */
        modified_before?: string
        /** Fields to sort by, separated by commas, each with `-` in front for falling: id, title, slug, created, modified. The newest id breaks ties. */
        ordering?: string
        /** Only these fields, separated by commas: id, title, slug, description, is_locked, packages, header, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Records in place of their links, separated by commas: packages. */
        expand?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: {
        title: string
        slug: string
        description?: string
        is_locked?: boolean
        packages: (string)[]
        header?: boolean
      }
      answer: Grid
      refusal: Record<string, (string)[]> | {
        detail: string
      }
    }
  }
  '/api/v4/grids/{key}/': {
    /** Get one grid by id or slug */
    GET: {
      path: {
        /** The record. */
        key: string
      }
      query: {
        /** Only these fields, separated by commas: id, title, slug, description, is_locked, packages, header, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Records in place of their links, separated by commas: packages. */
        expand?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: undefined
      answer: Grid
      refusal: Record<string, (string)[]>
    }
    /** Replace all that can be written of a grid */
    PUT: {
      path: {
        /** The record. */
        key: string
      }
      query: {
        /** Only these fields, separated by commas: id, title, slug, description, is_locked, packages, header, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Records in place of their links, separated by commas: packages. */
        expand?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: {
        title: string
        slug: string
        description?: string
        is_locked?: boolean
        packages: (string)[]
        header?: boolean
      }
      answer: Grid
      refusal: Record<string, (string)[]> | {
        detail: string
      }
    }
    /** Change fields of a grid */
    PATCH: {
      path: {
        /** The record. */
        key: string
      }
      query: {
        /** Only these fields, separated by commas: id, title, slug, description, is_locked, packages, header, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Records in place of their links, separated by commas: packages. */
        expand?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: {
        title?: string
        slug?: string
        description?: string
        is_locked?: boolean
        packages?: (string)[]
        header?: boolean
      }
      answer: Grid
      refusal: Record<string, (string)[]> | {
        detail: string
      }
    }
    /** Delete a grid */
    DELETE: {
      path: {
        /** The record. */
        key: string
      }
      query: {
        /** Only these fields, separated by commas: id, title, slug, description, is_locked, packages, header, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Records in place of their links, separated by commas: packages. */
        expand?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: undefined
      answer: undefined
      refusal: Record<string, (string)[]> | {
        detail: string
      }
    }
  }
  '/api/v4/grids/{key}/features/': {
    /** List features */
    GET: {
      path: {
        /** The record. */
        key: string
      }
      query: {
        /** Records a page, at most 1,000 (100 with `expand`); anything unusable counts as 20. */
        limit?: number
        /** Records to skip; anything unusable counts as 0. */
        offset?: number
        /** For reading everything: start with an empty cursor and follow `next` until it is null. Goes by rising id, so each record comes once however many are added meanwhile; there is no `count`. */
        cursor?: string
        /** Only the records with these ids, up to 200, separated by commas. */
        ids?: string
        /** Only the records with these slugs, up to 200, separated by commas. */
        slugs?: string
        /** Fields to sort by, separated by commas, each with `-` in front for falling: id, title, modified. The newest id breaks ties. */
        ordering?: string
        /** Only these fields, separated by commas: id, grid, title, description, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: undefined
      answer: {
        /** Records that match, on all pages; not with `cursor`. */
        count?: number
        next: string | null
        previous: string | null
        results: (Feature)[]
      }
      refusal: Record<string, (string)[]>
    }
    /** Add a feature */
    POST: {
      path: {
        /** The record. */
        key: string
      }
      query: {
        /** Records a page, at most 1,000 (100 with `expand`); anything unusable counts as 20. */
        limit?: number
        /** Records to skip; anything unusable counts as 0. */
        offset?: number
        /** For reading everything: start with an empty cursor and follow `next` until it is null. Goes by rising id, so each record comes once however many are added meanwhile; there is no `count`. */
        cursor?: string
        /** Only the records with these ids, up to 200, separated by commas. */
        ids?: string
        /** Only the records with these slugs, up to 200, separated by commas. */
        slugs?: string
        /** Fields to sort by, separated by commas, each with `-` in front for falling: id, title, modified. The newest id breaks ties. */
        ordering?: string
        /** Only these fields, separated by commas: id, grid, title, description, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: {
        title: string
        description?: string
      }
      answer: Feature
      refusal: Record<string, (string)[]> | {
        detail: string
      }
    }
  }
  '/api/v4/grids/{key}/features/{child}/': {
    /** Get one feature by id */
    GET: {
      path: {
        /** The record above. */
        key: string
        /** The record. */
        child: string
      }
      query: {
        /** Only these fields, separated by commas: id, grid, title, description, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: undefined
      answer: Feature
      refusal: Record<string, (string)[]>
    }
    /** Replace all that can be written of a feature */
    PUT: {
      path: {
        /** The record above. */
        key: string
        /** The record. */
        child: string
      }
      query: {
        /** Only these fields, separated by commas: id, grid, title, description, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: {
        title: string
        description?: string
      }
      answer: Feature
      refusal: Record<string, (string)[]> | {
        detail: string
      }
    }
    /** Change fields of a feature */
    PATCH: {
      path: {
        /** The record above. */
        key: string
        /** The record. */
        child: string
      }
      query: {
        /** Only these fields, separated by commas: id, grid, title, description, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: {
        title?: string
        description?: string
      }
      answer: Feature
      refusal: Record<string, (string)[]> | {
        detail: string
      }
    }
    /** Delete a feature */
    DELETE: {
      path: {
        /** The record above. */
        key: string
        /** The record. */
        child: string
      }
      query: {
        /** Only these fields, separated by commas: id, grid, title, description, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: undefined
      answer: undefined
      refusal: Record<string, (string)[]> | {
        detail: string
      }
    }
  }
  '/api/v4/grids/{key}/elements/': {
    /** List elements */
    GET: {
      path: {
        /** The record. */
        key: string
      }
      query: {
        /** Records a page, at most 1,000 (100 with `expand`); anything unusable counts as 20. */
        limit?: number
        /** Records to skip; anything unusable counts as 0. */
        offset?: number
        /** For reading everything: start with an empty cursor and follow `next` until it is null. Goes by rising id, so each record comes once however many are added meanwhile; there is no `count`. */
        cursor?: string
        /** Only the records with these ids, up to 200, separated by commas. */
        ids?: string
        /** Only the records with these slugs, up to 200, separated by commas. */
        slugs?: string
        /** Fields to sort by, separated by commas, each with `-` in front for falling: id, modified. The newest id breaks ties. */
        ordering?: string
        /** Only these fields, separated by commas: id, grid, package, feature, text, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: undefined
      answer: {
        /** Records that match, on all pages; not with `cursor`. */
        count?: number
        next: string | null
        previous: string | null
        results: (Element)[]
      }
      refusal: Record<string, (string)[]>
    }
    /** Add an element */
    POST: {
      path: {
        /** The record. */
        key: string
      }
      query: {
        /** Records a page, at most 1,000 (100 with `expand`); anything unusable counts as 20. */
        limit?: number
        /** Records to skip; anything unusable counts as 0. */
        offset?: number
        /** For reading everything: start with an empty cursor and follow `next` until it is null. Goes by rising id, so each record comes once however many are added meanwhile; there is no `count`. */
        cursor?: string
        /** Only the records with these ids, up to 200, separated by commas. */
        ids?: string
        /** Only the records with these slugs, up to 200, separated by commas. */
        slugs?: string
        /** Fields to sort by, separated by commas, each with `-` in front for falling: id, modified. The newest id breaks ties. */
        ordering?: string
        /** Only these fields, separated by commas: id, grid, package, feature, text, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: {
        /** Address of the record, or its id or slug as text. */
        package: string
        /** Address of the record, or its id or slug as text. */
        feature: string
        text?: string
      }
      answer: Element
      refusal: Record<string, (string)[]> | {
        detail: string
      }
    }
  }
  '/api/v4/grids/{key}/elements/{child}/': {
    /** Get one element by id */
    GET: {
      path: {
        /** The record above. */
        key: string
        /** The record. */
        child: string
      }
      query: {
        /** Only these fields, separated by commas: id, grid, package, feature, text, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: undefined
      answer: Element
      refusal: Record<string, (string)[]>
    }
    /** Replace all that can be written of an element */
    PUT: {
      path: {
        /** The record above. */
        key: string
        /** The record. */
        child: string
      }
      query: {
        /** Only these fields, separated by commas: id, grid, package, feature, text, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: {
        /** Address of the record, or its id or slug as text. */
        package: string
        /** Address of the record, or its id or slug as text. */
        feature: string
        text?: string
      }
      answer: Element
      refusal: Record<string, (string)[]> | {
        detail: string
      }
    }
    /** Change fields of an element */
    PATCH: {
      path: {
        /** The record above. */
        key: string
        /** The record. */
        child: string
      }
      query: {
        /** Only these fields, separated by commas: id, grid, package, feature, text, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: {
        /** Address of the record, or its id or slug as text. */
        package?: string
        /** Address of the record, or its id or slug as text. */
        feature?: string
        text?: string
      }
      answer: Element
      refusal: Record<string, (string)[]> | {
        detail: string
      }
    }
    /** Delete an element */
    DELETE: {
      path: {
        /** The record above. */
        key: string
        /** The record. */
        child: string
      }
      query: {
        /** Only these fields, separated by commas: id, grid, package, feature, text, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: undefined
      answer: undefined
      refusal: Record<string, (string)[]> | {
        detail: string
      }
    }
  }
  '/api/v4/categories/': {
    /** List categories */
    GET: {
      path: {}
      query: {
        /** Records a page, at most 1,000 (100 with `expand`); anything unusable counts as 20. */
        limit?: number
        /** Records to skip; anything unusable counts as 0. */
        offset?: number
        /** For reading everything: start with an empty cursor and follow `next` until it is null. Goes by rising id, so each record comes once however many are added meanwhile; there is no `count`. */
        cursor?: string
        /** Only the records with these ids, up to 200, separated by commas. */
        ids?: string
        /** Only the records with these slugs, up to 200, separated by commas. */
        slugs?: string
        /** Text in the title, slug or description, whatever its case. */
        q?: string
        /** At or after this date or ISO 8601 time. Without an offset it is read in the time zone of the directory. */
        created_after?: string
        /** Earlier than this date or ISO 8601 time. Without an offset it is read in the time zone of the directory. */
        created_before?: string
        /** At or after this date or ISO 8601 time. Without an offset it is read in the time zone of the directory. */
        modified_after?: string
        /** Earlier than this date or ISO 8601 time. Without an offset it is read in the time zone of the directory. */
        modified_before?: string
        /** Fields to sort by, separated by commas, each with `-` in front for falling: id, title, slug, created, modified. The newest id breaks ties. */
        ordering?: string
        /** Only these fields, separated by commas: id, title, slug, description, title_plural, show_pypi, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: undefined
      answer: {
        /** Records that match, on all pages; not with `cursor`. */
        count?: number
        next: string | null
        previous: string | null
        results: (Category)[]
      }
      refusal: Record<string, (string)[]>
    }
    /** Add a category */
    POST: {
      path: {}
      query: {
        /** Records a page, at most 1,000 (100 with `expand`); anything unusable counts as 20. */
        limit?: number
        /** Records to skip; anything unusable counts as 0. */
        offset?: number
        /** For reading everything: start with an empty cursor and follow `next` until it is null. Goes by rising id, so each record comes once however many are added meanwhile; there is no `count`. */
        cursor?: string
        /** Only the records with these ids, up to 200, separated by commas. */
        ids?: string
        /** Only the records with these slugs, up to 200, separated by commas. */
        slugs?: string
        /** Text in the title, slug or description, whatever its case. */
        q?: string
        /** At or after this date or ISO 8601 time. Without an offset it is read in the time zone of the directory. */
        created_after?: string
        /** Earlier than this date or ISO 8601 time. Without an offset it is read in the time zone of the directory. */
        created_before?: string
        /** At or after this date or ISO 8601 time. Without an offset it is read in the time zone of the directory. */
        modified_after?: string
        /** Earlier than this date or ISO 8601 time. Without an offset it is read in the time zone of the directory. */
        modified_before?: string
        /** Fields to sort by, separated by commas, each with `-` in front for falling: id, title, slug, created, modified. The newest id breaks ties. */
        ordering?: string
        /** Only these fields, separated by commas: id, title, slug, description, title_plural, show_pypi, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: {
        title: string
        slug: string
        description?: string
        title_plural?: string
        show_pypi?: boolean
      }
      answer: Category
      refusal: Record<string, (string)[]> | {
        detail: string
      }
    }
  }
  '/api/v4/categories/{key}/': {
    /** Get one category by id */
    GET: {
      path: {
        /** The record. */
        key: string
      }
      query: {
        /** Only these fields, separated by commas: id, title, slug, description, title_plural, show_pypi, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: undefined
      answer: Category
      refusal: Record<string, (string)[]>
    }
    /** Replace all that can be written of a category */
    PUT: {
      path: {
        /** The record. */
        key: string
      }
      query: {
        /** Only these fields, separated by commas: id, title, slug, description, title_plural, show_pypi, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: {
        title: string
        slug: string
        description?: string
        title_plural?: string
        show_pypi?: boolean
      }
      answer: Category
      refusal: Record<string, (string)[]> | {
        detail: string
      }
    }
    /** Change fields of a category */
    PATCH: {
      path: {
        /** The record. */
        key: string
      }
      query: {
        /** Only these fields, separated by commas: id, title, slug, description, title_plural, show_pypi, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: {
        title?: string
        slug?: string
        description?: string
        title_plural?: string
        show_pypi?: boolean
      }
      answer: Category
      refusal: Record<string, (string)[]> | {
        detail: string
      }
    }
    /** Delete a category */
    DELETE: {
      path: {
        /** The record. */
        key: string
      }
      query: {
        /** Only these fields, separated by commas: id, title, slug, description, title_plural, show_pypi, created, modified. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: undefined
      answer: undefined
      refusal: Record<string, (string)[]> | {
        detail: string
      }
    }
  }
  '/api/v4/revisions/': {
    /** List revisions */
    GET: {
      path: {}
      query: {
        /** Records a page, at most 1,000 (100 with `expand`); anything unusable counts as 20. */
        limit?: number
        /** Records to skip; anything unusable counts as 0. */
        offset?: number
        /** For reading everything: start with an empty cursor and follow `next` until it is null. Goes by rising id, so each record comes once however many are added meanwhile; there is no `count`. */
        cursor?: string
        /** Only the records with these ids, up to 200, separated by commas. */
        ids?: string
        /** Only the records with these slugs, up to 200, separated by commas. */
        slugs?: string
        /** Name or id of the account that made the edit. */
        account?: string
        /** The way by which the edit came. */
        via?: 'api' | 'page' | 'import' | 'refresh' | 'command' | 'sql'
        /** What was edited, also when it is deleted: `package:3402`, `grid:66`, `category:1`. */
        record?: string
        /** At or after this date or ISO 8601 time. Without an offset it is read in the time zone of the directory. */
        at_after?: string
        /** Earlier than this date or ISO 8601 time. Without an offset it is read in the time zone of the directory. */
        at_before?: string
        /** Fields to sort by, separated by commas, each with `-` in front for falling: id, at. The newest id breaks ties. */
        ordering?: string
        /** Only these fields, separated by commas: id, at, account, via, record, reverts, changes. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: undefined
      answer: {
        /** Records that match, on all pages; not with `cursor`. */
        count?: number
        next: string | null
        previous: string | null
        results: (Revision)[]
      }
      refusal: Record<string, (string)[]>
    }
  }
  '/api/v4/revisions/{key}/': {
    /** Get one revision by id */
    GET: {
      path: {
        /** The record. */
        key: string
      }
      query: {
        /** Only these fields, separated by commas: id, at, account, via, record, reverts, changes. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: undefined
      answer: Revision
      refusal: Record<string, (string)[]>
    }
  }
  '/api/v4/packages/{key}/revisions/': {
    /** List revisions */
    GET: {
      path: {
        /** The record. */
        key: string
      }
      query: {
        /** Records a page, at most 1,000 (100 with `expand`); anything unusable counts as 20. */
        limit?: number
        /** Records to skip; anything unusable counts as 0. */
        offset?: number
        /** For reading everything: start with an empty cursor and follow `next` until it is null. Goes by rising id, so each record comes once however many are added meanwhile; there is no `count`. */
        cursor?: string
        /** Only the records with these ids, up to 200, separated by commas. */
        ids?: string
        /** Only the records with these slugs, up to 200, separated by commas. */
        slugs?: string
        /** Name or id of the account that made the edit. */
        account?: string
        /** The way by which the edit came. */
        via?: 'api' | 'page' | 'import' | 'refresh' | 'command' | 'sql'
        /** What was edited, also when it is deleted: `package:3402`, `grid:66`, `category:1`. */
        record?: string
        /** At or after this date or ISO 8601 time. Without an offset it is read in the time zone of the directory. */
        at_after?: string
        /** Earlier than this date or ISO 8601 time. Without an offset it is read in the time zone of the directory. */
        at_before?: string
        /** Fields to sort by, separated by commas, each with `-` in front for falling: id, at. The newest id breaks ties. */
        ordering?: string
        /** Only these fields, separated by commas: id, at, account, via, record, reverts, changes. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: undefined
      answer: {
        /** Records that match, on all pages; not with `cursor`. */
        count?: number
        next: string | null
        previous: string | null
        results: (Revision)[]
      }
      refusal: Record<string, (string)[]>
    }
  }
  '/api/v4/packages/{key}/revisions/{child}/': {
    /** Get one revision by id */
    GET: {
      path: {
        /** The record above. */
        key: string
        /** The record. */
        child: string
      }
      query: {
        /** Only these fields, separated by commas: id, at, account, via, record, reverts, changes. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: undefined
      answer: Revision
      refusal: Record<string, (string)[]>
    }
  }
  '/api/v4/grids/{key}/revisions/': {
    /** List revisions */
    GET: {
      path: {
        /** The record. */
        key: string
      }
      query: {
        /** Records a page, at most 1,000 (100 with `expand`); anything unusable counts as 20. */
        limit?: number
        /** Records to skip; anything unusable counts as 0. */
        offset?: number
        /** For reading everything: start with an empty cursor and follow `next` until it is null. Goes by rising id, so each record comes once however many are added meanwhile; there is no `count`. */
        cursor?: string
        /** Only the records with these ids, up to 200, separated by commas. */
        ids?: string
        /** Only the records with these slugs, up to 200, separated by commas. */
        slugs?: string
        /** Name or id of the account that made the edit. */
        account?: string
        /** The way by which the edit came. */
        via?: 'api' | 'page' | 'import' | 'refresh' | 'command' | 'sql'
        /** What was edited, also when it is deleted: `package:3402`, `grid:66`, `category:1`. */
        record?: string
        /** At or after this date or ISO 8601 time. Without an offset it is read in the time zone of the directory. */
        at_after?: string
        /** Earlier than this date or ISO 8601 time. Without an offset it is read in the time zone of the directory. */
        at_before?: string
        /** Fields to sort by, separated by commas, each with `-` in front for falling: id, at. The newest id breaks ties. */
        ordering?: string
        /** Only these fields, separated by commas: id, at, account, via, record, reverts, changes. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: undefined
      answer: {
        /** Records that match, on all pages; not with `cursor`. */
        count?: number
        next: string | null
        previous: string | null
        results: (Revision)[]
      }
      refusal: Record<string, (string)[]>
    }
  }
  '/api/v4/grids/{key}/revisions/{child}/': {
    /** Get one revision by id */
    GET: {
      path: {
        /** The record above. */
        key: string
        /** The record. */
        child: string
      }
      query: {
        /** Only these fields, separated by commas: id, at, account, via, record, reverts, changes. */
        fields?: string
        /** All fields but these, separated by commas. */
        omit?: string
        /** Format of the answer, stronger than Accept; goes on into every link. */
        format?: 'json' | 'api'
      }
      body: undefined
      answer: Revision
      refusal: Record<string, (string)[]>
    }
  }
}
