/** Where the bench's services are, for its `slipway.yaml`. */
export interface Places {
  readonly store: string;
  readonly hello: string;
  readonly light: string;
  /** A folder for each environment goes here. */
  readonly targets: string;
  /** Ports where the environments of hello answer, in the order `staging`, `production`. */
  readonly deploymentPorts: readonly number[];
  readonly deliveryPorts: readonly number[];
}

const DELIVERY = {
  promotion: [{ mode: 'approval' }],
  gate: { approvals: 1, selfApproval: true },
};
const DEPLOYMENT = { promotion: [{ mode: 'automatic' }] };

/** The text of `slipway.yaml`: JSON is YAML as well. */
export function configurationText(places: Places): string {
  const { store, hello, light, targets } = places;
  const [staging, production] = places.deploymentPorts;
  const [deliveryStaging, deliveryProduction] = places.deliveryPorts;
  const at = (name: string, port?: number) => ({
    url: `http://127.0.0.1:${port}`,
    target: { kind: 'directory', path: `${targets}/${name}`, activate: './activate' },
  });
  const services = {
    deployment: {
      repository: hello,
      branches: ['main'],
      environments: {
        staging: at('deployment-staging', staging),
        production: { ...at('deployment-production', production), ...DEPLOYMENT },
      },
    },
    notification: {
      repository: hello,
      branches: ['main'],
      environments: {
        staging: at('delivery-staging', deliveryStaging),
        production: { ...at('delivery-production', deliveryProduction), ...DELIVERY },
      },
    },
    light: {
      repository: light,
      branches: ['main'],
      environments: {
        production: { target: { kind: 'directory', path: `${targets}/light` }, ...DELIVERY },
      },
    },
  };
  return JSON.stringify({ store: `file:${store}`, services }, null, 2);
}
