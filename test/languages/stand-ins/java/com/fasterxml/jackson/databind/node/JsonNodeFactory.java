// For compiling only: the part of Jackson that generated code names. The real one is in com.fasterxml.jackson.core:jackson-databind.
package com.fasterxml.jackson.databind.node;

public class JsonNodeFactory {
    public static final JsonNodeFactory instance = new JsonNodeFactory();

    public native ObjectNode objectNode();
}
