// For compiling only: the part of Jackson that generated code names. The real one is in com.fasterxml.jackson.core:jackson-databind.
package com.fasterxml.jackson.databind.node;

import com.fasterxml.jackson.databind.JsonNode;

public class ObjectNode extends JsonNode {
    public native <T extends JsonNode> T set(String key, JsonNode value);
}
