/** The Kubernetes manifests: judged by the types of the Kubernetes API, and held to a hardened pod. */

import { expect, test } from 'vitest'
import ts from 'typescript'
import { at, documents, filesIn, items, root, text, textOf, yaml, type Mapping } from './files.ts'

const BASE = 'kubernetes/base'
const SANDBOX = 'kubernetes/sandbox'
const POSTGRES = 'kubernetes/postgres'
const resourcesOf = (folder: string): readonly string[] =>
  items(at(yaml(`${folder}/kustomization.yaml`), 'resources'))
    .map((path) => `${folder}/${textOf(path)}`)
    .filter((path) => path.endsWith('.yaml'))
const manifests = [BASE, SANDBOX].flatMap(resourcesOf).flatMap(documents)

/** Compiles manifests as values of their types; returns what the compiler says. Unknown names are errors too. */
function findings(given: readonly Mapping[]): readonly string[] {
  const lines = given.flatMap((manifest, index) => {
    const group = textOf(manifest['apiVersion']).replace('.k8s.io', '').replace(/^v1$/, 'core/v1')
    return [
      `import type { ${textOf(manifest['kind'])} as Kind${index} } from 'kubernetes-types/${group}'`,
      `export const manifest${index}: Kind${index} = ${JSON.stringify(manifest)}`,
    ]
  })
  const path = `${root}tests/deploy/manifests.generated.ts`
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    target: ts.ScriptTarget.ES2022,
  }
  const host = ts.createCompilerHost(options)
  const original = host.getSourceFile.bind(host)
  host.getSourceFile = (file, ...rest) =>
    file === path ? ts.createSourceFile(file, lines.join('\n'), ts.ScriptTarget.ES2022) : original(file, ...rest)
  const program = ts.createProgram([path], options, host)
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '))
}

const kinds = (kind: string): readonly Mapping[] => manifests.filter((manifest) => manifest['kind'] === kind)
const podsOf = (): readonly Mapping[] =>
  [...kinds('StatefulSet'), ...kinds('Deployment')].map(({ spec }) => at(spec, 'template') as Mapping)

test('every manifest has the names and types of its kind, and a wrong one is found', () => {
  expect(findings(manifests)).toEqual([])
  const [stateful] = kinds('StatefulSet')
  expect(findings([{ ...stateful, spec: { ...(stateful?.['spec'] as Mapping), replica: 1 } }]).join()).toContain(
    '"replica"',
  )
})

test.each(podsOf().map((pod) => [textOf(at(pod, 'spec', 'containers', 0, 'name')), pod] as const))(
  '%s passes the restricted policy, writes to its volumes only and has limits',
  (_name, pod) => {
    expect(at(pod, 'spec')).toMatchObject({
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: { runAsNonRoot: true, runAsUser: 10001, seccompProfile: { type: 'RuntimeDefault' } },
    })
    for (const container of items(at(pod, 'spec', 'containers')))
      expect(container).toMatchObject({
        image: 'spotdeck:0.3.0',
        readinessProbe: { httpGet: { port: 'http' } },
        resources: { requests: {}, limits: {} },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
      })
  },
)

test('the gateway is probed where it answers, and restarted by its liveness alone', () => {
  const container = at(kinds('StatefulSet')[0], 'spec', 'template', 'spec', 'containers', 0)
  const paths = ['startupProbe', 'livenessProbe', 'readinessProbe'].map((probe) =>
    at(container, probe, 'httpGet', 'path'),
  )
  expect(paths).toEqual(['/healthz', '/healthz', '/readyz'])
})

test('services, budget and network policy select the pods that there are', () => {
  const labels = podsOf().map((pod) => JSON.stringify(at(pod, 'metadata', 'labels')))
  const selectors = [
    ...kinds('Service').map((manifest) => at(manifest, 'spec', 'selector')),
    ...kinds('PodDisruptionBudget').map((manifest) => at(manifest, 'spec', 'selector', 'matchLabels')),
    ...kinds('NetworkPolicy').map((manifest) => at(manifest, 'spec', 'podSelector', 'matchLabels')),
  ]
  expect(selectors).toHaveLength(4)
  for (const selector of selectors) expect(labels).toContain(JSON.stringify(selector))
})

test('every file of a folder is used, and no key is in one but the sandbox’s', () => {
  for (const folder of [BASE, SANDBOX, POSTGRES]) {
    const used = text(`${folder}/kustomization.yaml`)
    for (const file of filesIn(folder).filter((name) => name !== 'kustomization.yaml')) expect(used).toContain(file)
  }
  expect(filesIn(BASE)).not.toContain('main.json')
  expect(JSON.parse(text(`${SANDBOX}/main.json`))).toEqual(JSON.parse(text('compose/sandbox-key.json')))
})
