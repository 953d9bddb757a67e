/** A tab of the playground, ready to run. */
export interface Tab {
  /** The operation's name is the tab's. Lines are short: half a window is not wide. */
  readonly query: string;
  /** What stands in {{double braces}} is filled in by the page at each run: browser/placeholders.js. */
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
  query: `# 1. Become a customer. Ctrl-Enter runs this,
#    and from then on every tab asks as them.
#    {{unique}} is something new at each run.

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
  query: `# 2. Put money into your account.

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
  query: `# 3. See what there is. Nobody has to sign in
#    for this.

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
  query: `# 4. Order. You are answered at once: PENDING.
#    Stock and money are seen to meanwhile.
#    With an idempotency key of your own, however
#    often you send it, it stays one order.

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
  query: `# 5. Follow it. {{order}} is your newest order.
#    While pollAfterMs says when to ask again,
#    this page does. All five services answer.

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
  query: `# 6. Who you are, what became of your money, and
#    what we wrote to you. The mails themselves
#    are in the mailbox.

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
  query: `# 7. From here on you are the administrator:
#    sign in above. Add a product.

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
  query: `# 8. Put it on the shelf. {{product}} is the
#    newest product.

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
  query: `# 9. Send it off: {{orderToShip}} is the newest
#    CONFIRMED order. The customer gets a mail.

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
