"""Pure decisions: values in, a decision out; standard library only."""
