/** A product of the demo catalogue; the price in whole units and hundredths of the default currency. */
export interface DemoProduct {
  readonly sku: string;
  readonly name: string;
  readonly description: string;
  readonly units: number;
  readonly hundredths: number;
  readonly onHand: number;
}

/** The products that the first start creates. */
export const DEMO_CATALOGUE: readonly DemoProduct[] = [
  {
    sku: 'MUG-ENAMEL',
    name: 'Enamel mug',
    description: 'White steel mug with a blue rim, 0.35 litres.',
    units: 12,
    hundredths: 50,
    onHand: 120,
  },
  {
    sku: 'KETTLE-GOOSENECK',
    name: 'Gooseneck kettle',
    description: 'Pours slowly and exactly; for every kind of stove.',
    units: 64,
    hundredths: 0,
    onHand: 35,
  },
  {
    sku: 'GRINDER-HAND',
    name: 'Hand coffee grinder',
    description: 'Conical steel burrs, 30 grams at a time.',
    units: 89,
    hundredths: 90,
    onHand: 25,
  },
  {
    sku: 'COFFEE-1KG',
    name: 'Coffee beans, 1 kg',
    description: 'Washed arabica, roasted for filter.',
    units: 31,
    hundredths: 20,
    onHand: 200,
  },
  {
    sku: 'TEA-SENCHA-100',
    name: 'Sencha, 100 g',
    description: 'First harvest of the year, steamed.',
    units: 18,
    hundredths: 75,
    onHand: 80,
  },
  {
    sku: 'NOTEBOOK-A5',
    name: 'Notebook A5',
    description: 'Sewn, 192 pages, dotted, lies flat.',
    units: 9,
    hundredths: 95,
    onHand: 300,
  },
  {
    sku: 'PEN-FOUNTAIN',
    name: 'Fountain pen',
    description: 'Piston filler with a medium steel nib.',
    units: 145,
    hundredths: 0,
    onHand: 15,
  },
  {
    sku: 'LAMP-DESK',
    name: 'Desk lamp',
    description: 'Warm light, dimmable, with a balanced arm.',
    units: 119,
    hundredths: 0,
    onHand: 20,
  },
  {
    sku: 'BACKPACK-24L',
    name: 'Backpack, 24 litres',
    description: 'Waxed canvas with a sleeve for a laptop.',
    units: 158,
    hundredths: 40,
    onHand: 18,
  },
  {
    sku: 'GRAND-PIANO',
    name: 'Grand piano',
    description: 'Two metres and twelve, ebony; above the payment limit, to see an order being declined.',
    units: 84_000,
    hundredths: 0,
    onHand: 1,
  },
];
