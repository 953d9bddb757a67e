/** A tab of the playground, ready to run. */
export interface Tab {
  /** The operation's name is the tab's. Comments are short: a phone shows 33 columns. */
  readonly query: string;
  /** What is in {{double braces}} is filled in by the page at each run: browser/placeholders.js. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/**
 * What the playground opens with: the life of an order, one tab for each step, first the customer's and then the administrator's. Each
 * may be run at once and again and again. A test in a browser runs them all.
 */
export const storyIn = (currency: string): readonly Tab[] => [
  REGISTER,
  deposit(currency),
  BROWSE,
  PLACE_ORDER,
  FOLLOW_ORDER,
  ACCOUNT_AND_MESSAGES,
  addProduct(currency),
  SET_STOCK,
  SHIP_ORDER,
];

const REGISTER: Tab = {
  query: `# 1. Become a customer. ▶ runs
#    this, and every tab then
#    asks as them. {{unique}} is
#    new at each run.

mutation Register($input: RegisterInput!) {
  register(input: $input) {
    user { id username email }
    tokens { accessToken refreshToken expiresIn }
    userErrors { code message field }
  }
}
`,
  variables: {
    input: {
      email: 'ada.{{unique}}@example.com',
      username: 'ada-{{unique}}',
      password: 'correct horse battery staple',
      firstName: 'Ada',
      locale: 'EN',
    },
  },
};

const deposit = (currency: string): Tab => ({
  query: `# 2. Put money into your
#    account.

mutation Deposit($input: MoveMoneyInput!) {
  deposit(input: $input) {
    account {
      balance { amount currency }
      available { amount }
    }
    operation { type balanceAfter { amount } }
    userErrors { code message field }
  }
}
`,
  variables: { input: { amount: { amount: '1000', currency }, idempotencyKey: '{{unique}}' } },
});

const BROWSE: Tab = {
  query: `# 3. See what is for sale. It
#    needs no sign-in.

query Browse($search: String, $inStock: Boolean) {
  products(search: $search, inStock: $inStock) {
    nodes {
      sku
      name
      price { amount currency }
      stock { available }
    }
    pageInfo { hasNextPage endCursor }
  }
}
`,
  variables: { search: null, inStock: true },
};

const PLACE_ORDER: Tab = {
  query: `# 4. Order. The answer comes at
#    once: PENDING. Sent again
#    with the same idempotency
#    key, it stays one order.

mutation PlaceOrder($input: PlaceOrderInput!) {
  placeOrder(input: $input) {
    order { id number status pollAfterMs }
    userErrors { code message field }
  }
}
`,
  variables: { input: { lines: [{ sku: 'MUG-ENAMEL', quantity: 2 }], idempotencyKey: '{{unique}}' } },
};

const FOLLOW_ORDER: Tab = {
  query: `# 5. Follow it. {{order}} is
#    your newest order. While
#    pollAfterMs says so, this
#    page asks again.

query FollowOrder($id: ID!) {
  order(id: $id) {
    number
    status
    pollAfterMs
    total { amount currency }
    failure { code message }
    timeline { status at }
    lines {
      quantity
      unitPrice { amount }
      product { name stock { onHand reserved } }
    }
    payment { status amount { amount } }
    reservations { status quantity }
    notifications { type status subject }
    customer { username }
  }
}
`,
  variables: { id: '{{order}}' },
};

const ACCOUNT_AND_MESSAGES: Tab = {
  query: `# 6. Your account and your
#    messages. The mails are in
#    the mailbox.

query AccountAndMessages {
  me {
    username
    role
    account {
      balance { amount currency }
      held { amount }
      operations(first: 5) {
        nodes { type amount { amount } balanceAfter { amount } }
      }
    }
    notifications(first: 5) {
      nodes { type status subject sentAt }
    }
  }
}
`,
  variables: {},
};

const addProduct = (currency: string): Tab => ({
  query: `# 7. Sign in as the
#    administrator, above, and
#    add a product.

mutation AddProduct($input: CreateProductInput!) {
  createProduct(input: $input) {
    product {
      id
      sku
      name
      price { amount currency }
      stock { onHand }
    }
    userErrors { code message field }
  }
}
`,
  variables: {
    input: {
      sku: 'POSTER-{{unique}}',
      name: 'Poster',
      description: 'A map of the supergraph, printed on heavy paper.',
      price: { amount: '24', currency },
    },
  },
});

const SET_STOCK: Tab = {
  query: `# 8. Put it in stock.
#    {{product}} is the newest
#    product.

mutation SetStock($input: SetStockInput!) {
  setStock(input: $input) {
    product {
      sku
      name
      stock { onHand reserved available }
    }
    userErrors { code message field }
  }
}
`,
  variables: { input: { sku: '{{product}}', onHand: 40 } },
};

const SHIP_ORDER: Tab = {
  query: `# 9. Ship: {{orderToShip}} is
#    the newest CONFIRMED order.

mutation ShipOrder($id: ID!) {
  shipOrder(id: $id) {
    order {
      number
      status
      timeline { status at }
      customer { username }
    }
    userErrors { code message field }
  }
}
`,
  variables: { id: '{{orderToShip}}' },
};
