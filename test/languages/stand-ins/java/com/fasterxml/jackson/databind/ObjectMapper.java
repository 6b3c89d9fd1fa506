// For compiling only: the part of Jackson that generated code names. The real one is in com.fasterxml.jackson.core:jackson-databind.
package com.fasterxml.jackson.databind;

public class ObjectMapper {
    public native <T extends JsonNode> T valueToTree(Object value);
}
