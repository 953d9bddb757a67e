/** What the playground opens with: the life of an order, one tab for each step. A test holds the queries against the graph. */
export const STORY: readonly { readonly query: string; readonly variables: Readonly<Record<string, unknown>> }[] = [
  {
    query: `# 1. Register. Then put the access token into "Headers" below, here and in the other tabs:
#    { "authorization": "Bearer <accessToken>" }
mutation Register($input: RegisterInput!) {
  register(input: $input) {
    user { id username email }
    tokens { accessToken expiresIn }
    userErrors { code message field }
  }
}
`,
    variables: { input: { email: 'ada@example.com', username: 'ada', password: 'correct horse battery staple' } },
  },
  {
    query: `# 2. Pay in.
mutation Deposit($input: MoveMoneyInput!) {
  deposit(input: $input) {
    account { balance { amount currency } available { amount currency } }
    operation { id type balanceAfter { amount } }
    userErrors { code message field }
  }
}
`,
    variables: { input: { amount: { amount: '1000.00', currency: 'USD' } } },
  },
  {
    query: `# 3. Look what there is. This needs no token.
query Products($search: String) {
  products(first: 10, search: $search) {
    nodes { id sku name price { amount currency } stock { available } }
    pageInfo { hasNextPage endCursor }
  }
}
`,
    variables: {},
  },
  {
    query: `# 4. Order. Put a SKU from the tab before into the variables. The answer is there at once: the order is PENDING.
mutation PlaceOrder($input: PlaceOrderInput!) {
  placeOrder(input: $input) {
    order { id number status pollAfterMs }
    userErrors { code message field }
  }
}
`,
    variables: { input: { lines: [{ sku: '', quantity: 2 }] } },
  },
  {
    query: `# 5. See it through, until pollAfterMs is null. One question, answered by all five services.
query MyOrders {
  me {
    username
    account { balance { amount currency } held { amount } available { amount } }
    orders(first: 5) {
      nodes {
        number
        status
        total { amount currency }
        failure { code message }
        pollAfterMs
        timeline { status at }
        lines { quantity unitPrice { amount } product { name stock { onHand reserved available } } }
        payment { status amount { amount currency } }
        reservations { status quantity }
        notifications { type status subject }
      }
    }
  }
}
`,
    variables: {},
  },
];
