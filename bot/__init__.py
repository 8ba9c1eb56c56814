"""The training bot: it teaches employees in Telegram and proves that they learned."""
