import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { validate as lintDockerfile } from 'dockerfile-utils';
import { CORE_SCHEMA, load, mergeTag } from 'js-yaml';
import { Deployment } from 'kubernetes-models/apps/v1';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2';
import { Job } from 'kubernetes-models/batch/v1';
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1';
import { Service } from 'kubernetes-models/v1';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');

/** By kind; each checks itself by Kubernetes's own schema. */
const models: Readonly<Record<string, new (data: never) => { validate(): void }>> = {
  Deployment,
  HorizontalPodAutoscaler,
  Job,
  PodDisruptionBudget,
  Service,
};

interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
}

const manifests = readdirSync(new URL('deploy/kubernetes', root))
  .filter((file) => file.endsWith('.yaml'))
  .map((file): [string, Manifest] => [file, load(read(`deploy/kubernetes/${file}`)) as Manifest]);

const problemOf = (manifest: Manifest): string | undefined => {
  const Model = models[manifest.kind];
  if (Model === undefined) return `no schema of ${manifest.kind}`;
  const { apiVersion } = Model as unknown as Manifest;
  if (apiVersion !== manifest.apiVersion) return `${manifest.apiVersion} is not ${apiVersion}`;
  try {
    new Model(manifest as never).validate();
    return undefined;
  } catch (error) {
    return String(error);
  }
};

describe('deploy/kubernetes', () => {
  it.each(manifests)('%s is as Kubernetes’s schema has it', (_, manifest) => {
    expect(problemOf(manifest)).toBeUndefined();
  });

  it('would be found out', () => {
    const deployment = JSON.parse(JSON.stringify(Object.fromEntries(manifests)['deployment.yaml'])) as {
      spec: { template: { spec: { containers: { ports: { containerPort: unknown }[] }[] } } };
    } & Manifest;
    const [port] = deployment.spec.template.spec.containers[0]?.ports ?? [];
    if (port !== undefined) port.containerPort = 'http';
    expect(problemOf(deployment)).toMatch('containerPort');
  });

  it('lets no container write to its root, be root, or gain rights', () => {
    const pods = manifests
      .map(([, manifest]) => manifest as Manifest & { spec: { template?: { spec: PodSpec } } })
      .flatMap(({ spec }) => (spec.template === undefined ? [] : [spec.template.spec]));
    expect(pods).toHaveLength(2);
    for (const { securityContext, containers } of pods) {
      expect(securityContext).toMatchObject({ runAsNonRoot: true });
      for (const container of containers) {
        expect(container.securityContext).toEqual({
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        });
      }
    }
  });
});

interface PodSpec {
  readonly securityContext: object;
  readonly containers: readonly { readonly securityContext: object }[];
}

describe('compose.yaml', () => {
  /** The Compose Specification's own schema, Apache License 2.0: github.com/compose-spec/compose-spec. */
  const schema = JSON.parse(read('test/deploy/compose-spec.json')) as object;
  const ajv = addFormats.default(new Ajv({ strict: false, allErrors: true, validateSchema: false }));
  const validate = ajv.compile({ ...schema, $schema: 'http://json-schema.org/draft-07/schema#' });
  // Compose merges with `<<`, which YAML no longer knows.
  const compose = load(read('compose.yaml'), { schema: CORE_SCHEMA.withTags(mergeTag) }) as {
    services: Record<string, Record<string, unknown>>;
  };

  it('is as the Compose Specification has it', () => {
    validate(compose);
    expect(validate.errors).toBeNull();
  });

  it('would be found out', () => {
    expect(validate({ services: { service: { ...compose.services['service'], read_onyl: true } } })).toBe(
      false,
    );
  });

  it('gives the service what its manifests for Kubernetes give it', () => {
    for (const name of ['service', 'migrate']) {
      expect(compose.services[name]).toMatchObject({ read_only: true, cap_drop: ['ALL'] });
    }
  });
});

describe('Dockerfile', () => {
  const dockerfile = read('Dockerfile');

  it('has nothing that its linter would say', () => {
    expect(lintDockerfile(dockerfile)).toEqual([]);
  });

  it('runs as a user without rights, and starts what npm start does', () => {
    const stages = dockerfile.split(/^FROM /m);
    const last = stages.at(-1) ?? '';
    expect(last).toMatch(/^USER node$/m);
    expect(last).not.toMatch(/^RUN /m);
    const { scripts } = JSON.parse(read('package.json')) as { scripts: { start: string } };
    const command = JSON.parse(/^CMD (\[.*\])$/m.exec(last)?.[1] ?? '[]') as string[];
    expect(command.join(' ')).toBe(scripts.start.replace('scripts/run.mjs src/main.js', 'dist/src/main.js'));
  });
});
