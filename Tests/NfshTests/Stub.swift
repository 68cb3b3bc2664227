import Testing

@Test("stub") func stub() {}
