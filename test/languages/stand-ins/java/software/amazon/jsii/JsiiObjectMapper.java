// For compiling only: the part of the jsii runtime that generated code names. The real one is in software.amazon.jsii:jsii-runtime.
package software.amazon.jsii;

import com.fasterxml.jackson.databind.ObjectMapper;

public final class JsiiObjectMapper {
    public static final ObjectMapper INSTANCE = new ObjectMapper();
}
