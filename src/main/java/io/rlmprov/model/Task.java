package io.rlmprov.model;

/** An operation with the action that carries it out. The operation is shown and saved; the action never is. */
public record Task(Operation operation, Action action) {}
