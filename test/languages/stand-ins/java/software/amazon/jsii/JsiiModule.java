// For compiling only: the part of the jsii runtime that generated code names. The real one is in software.amazon.jsii:jsii-runtime.
package software.amazon.jsii;

import java.util.List;

public abstract class JsiiModule {
    public JsiiModule(String name, String version, Class<?> module, String bundle) {}

    protected native List<Class<? extends JsiiModule>> getDependencies();

    protected abstract Class<?> resolveClass(String fqn) throws ClassNotFoundException;
}
