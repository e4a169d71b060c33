/** Where the bench's services are, for its `slipway.yaml`. */
export interface Places {
  readonly store: string;
  readonly hello: string;
  readonly light: string;
  /** A folder for each environment goes here. */
  readonly targets: string;
  /** Ports where the environments of hello answer, in the order `staging`, `production`. */
  readonly automaticPorts: readonly number[];
  readonly approvalPorts: readonly number[];
}

const APPROVAL = {
  promotion: [{ mode: 'approval' }],
  gate: { approvals: 1, selfApproval: true },
};
const AUTOMATIC = { promotion: [{ mode: 'automatic' }] };

/** The text of `slipway.yaml`: JSON is YAML as well. */
export function configurationText(places: Places): string {
  const { store, hello, light, targets } = places;
  const [staging, production] = places.automaticPorts;
  const [approvalStaging, approvalProduction] = places.approvalPorts;
  const at = (name: string, port?: number) => ({
    url: `http://127.0.0.1:${port}`,
    target: { kind: 'directory', path: `${targets}/${name}`, activate: './activate' },
  });
  const services = {
    automatic: {
      repository: hello,
      branches: ['main'],
      environments: {
        staging: at('automatic-staging', staging),
        production: { ...at('automatic-production', production), ...AUTOMATIC },
      },
    },
    approval: {
      repository: hello,
      branches: ['main'],
      environments: {
        staging: at('approval-staging', approvalStaging),
        production: { ...at('approval-production', approvalProduction), ...APPROVAL },
      },
    },
    light: {
      repository: light,
      branches: ['main'],
      environments: {
        production: { target: { kind: 'directory', path: `${targets}/light` }, ...APPROVAL },
      },
    },
  };
  return JSON.stringify({ store: `file:${store}`, services }, null, 2);
}
