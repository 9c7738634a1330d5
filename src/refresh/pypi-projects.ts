import type { Outcome } from '../hosts/facts.ts'
import type { ProjectFacts } from '../hosts/releases.ts'
import { fetchChangedProjects } from '../pypi/changes.ts'
import { createPypiClient, type PypiClientOptions } from '../pypi/client.ts'
import type { ProjectClient } from './source.ts'

/** Projects that are asked about before what is known is saved. */
const batchSize = 10

/** The package index, one project after the other. */
export function createPypiProjects(options: PypiClientOptions): ProjectClient {
  const client = createPypiClient(options)
  return {
    batchSize,
    async fetchProjects(known, urgency) {
      const outcomes: Outcome<ProjectFacts>[] = []
      for (const project of known) outcomes.push(await client.fetchProject(project, urgency))
      return outcomes
    },
    fetchChanged: (serials, validators) => fetchChangedProjects(options, serials, validators),
  }
}
