// For compiling only: the part of the jsii runtime that generated code names. The real one is in software.amazon.jsii:jsii-runtime.
package software.amazon.jsii;

public class JsiiObject implements JsiiSerializable {
    protected enum InitializationMode { JSII }

    protected JsiiObject(JsiiObjectRef reference) {}

    protected JsiiObject(InitializationMode mode) {}

    protected static native <T> T jsiiStaticCall(Class<?> of, String method, NativeType<T> type, Object... arguments);

    protected static native <T> T jsiiStaticGet(Class<?> of, String property, NativeType<T> type);
}
